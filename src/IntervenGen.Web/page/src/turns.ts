import type { Button } from "./devices";

/** What a driver can ask the server for, and the hand. */
export type Request = Button | "hand";

/** Whether a request can be fulfilled in a phase of a mode; the server's own rules, so that no button promises what it would refuse. */
export function applies(request: Request, phase: string, mode: string): boolean {
  const acts = phase === "Policy" || phase === "Human" || phase === "Mistake", isHeld = phase === "Hold";
  switch (request) {
    case "start": return phase === "Ready" || isHeld;
    case "take": return phase === "Policy" || isHeld;
    case "hand": return mode === "Interventions" && (phase === "Human" || isHeld);
    case "recover": return phase === "Mistake";
    case "hold": return acts;
    // While the policy drives, it has the gripper as well.
    case "gripper": return phase === "Human" || phase === "Mistake" || isHeld;
    case "finish": case "discard": return acts || isHeld;
  }
}

/** Whether a mode knows a request at all. Without a policy there is nobody to take from or to hand back to. */
export function isKnown(request: Request, mode: string): boolean {
  if (request === "take" || request === "hand") return mode === "Interventions";
  return request !== "recover" || mode === "Offline";
}

/** The one key and button for "my turn, your turn" asks for what comes next in the phase. */
export function nextTurn(phase: string, mode: string): Request {
  if (phase === "Mistake") return "recover";
  return phase === "Human" && mode === "Interventions" ? "hand" : "take";
}
