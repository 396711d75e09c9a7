import { keyLines } from "./devices";
import { enable, write } from "./elements";
import { listKeys, type Help } from "./help";
import type { KeyLabels } from "./keylabels";
import { applies, isKnown, type Request } from "./turns";

/** Buttons in their order: what they ask for, their name, and the key that does the same. */
const buttons: [request: Request, name: string, code: string][] = [
  ["start", "Start", "Enter"], ["take", "Take over", "KeyH"], ["hand", "Hand back", "KeyH"], ["recover", "Recovery starts", "KeyM"],
  ["gripper", "Gripper", "Space"], ["hold", "Hold", "KeyP"], ["finish", "Done", "KeyK"], ["discard", "Throw away", "KeyX"],
];

const helpWords = "Axes are the camera's: drag in the 3-D view to turn it; with the focus on it, arrow keys do. A gamepad works as soon as one of its "
  + "buttons is pressed. While these keys are shown, none of them moves the robot.";

/** What the panel shows: who has the robot, and what was last said about it. */
export interface PanelState {
  phase: string; mode: string; words: string; speed: number; gripper: number; isDriver: boolean; isWatching: boolean; hasSpaceMouse: boolean;
}

/** The driver's buttons and words. Keys are not its business: they ask the server whatever the panel shows. */
export class TeleopPanel {
  private mode = "";
  private readonly made = new Map<Request, HTMLButtonElement>();

  constructor(
    private readonly panel: HTMLElement, private readonly labels: KeyLabels, private readonly help: Help,
    ask: (request: Request) => void, connectSpaceMouse: () => void, drive: () => void,
  ) {
    panel.innerHTML = `
      <div class="bar" role="status"><span class="phase" id="phase">…</span><span id="phase-words"></span></div>
      <div class="bar" role="group" aria-label="Driving" id="requests">
        <button id="spacemouse">SpaceMouse</button><button id="drive">Drive</button><span id="speed-words"></span>
      </div>
      <p id="live-words"></p>
      <p id="line-words"></p>
      <details id="keycard" open><summary id="keycard-name">Keys</summary><ul class="keys" aria-label="Keys"></ul></details>`;
    const card = this.find<HTMLDetailsElement>("keycard");
    card.open = remembered() !== "hidden";
    card.ontoggle = () => remember(card.open ? "shown" : "hidden");
    for (const [request, name] of buttons) {
      const button = document.createElement("button"), key = document.createElement("kbd");
      button.id = request;
      button.dataset.press = request;
      button.append(`${name} `, key);
      button.onclick = () => ask(request);
      this.made.set(request, button);
      this.find("spacemouse").before(button);
    }
    this.find("spacemouse").onclick = connectSpaceMouse;
    this.find("drive").onclick = drive;
    // A button that keeps the focus would take the next Enter or Space for itself; whoever goes by keyboard has put it there.
    panel.addEventListener("click", (event) => {
      if (event.detail > 0 && event.target instanceof Element) event.target.closest("button")?.blur();
    });
    this.drawKeys();
  }

  /** Names the keys as the keyboard has them. */
  drawKeys(): void {
    for (const [request, , code] of buttons) {
      const button = this.made.get(request)!, label = this.labels.of(code);
      button.querySelector("kbd")!.textContent = label;
      button.setAttribute("aria-keyshortcuts", label);
    }
    const lines = keyLines.filter(({ request }) => !request || isKnown(request, this.mode));
    listKeys(this.panel.querySelector(".keys")!, lines, this.labels);
    this.help.show(lines, helpWords);
  }

  draw(state: PanelState): void {
    if (state.mode !== this.mode) {
      this.mode = state.mode;
      this.drawKeys();
    }
    const { phase, mode, isDriver } = state, badge = this.find("phase"), focused = document.activeElement;
    write(badge, phase);
    badge.dataset.phase = phase;
    write(this.find("phase-words"), state.words);
    write(this.find("speed-words"), `speed ${state.speed} · gripper ${state.gripper > 0 ? "closes" : state.gripper < 0 ? "opens" : "holds"}`);
    for (const [request, name] of buttons) {
      const button = this.made.get(request)!, isOn = isDriver && applies(request, phase, mode);
      button.hidden = !isKnown(request, mode);
      enable(button, isOn, isOn ? "" : isDriver ? `${name}: not in the phase ${phase}` : "this page only watches");
    }
    // Not to a button that changes who drives: another Enter would press it.
    if (focused instanceof HTMLButtonElement && focused.disabled && this.panel.contains(focused)) {
      [this.made.get("hold")!, this.made.get("start")!].find((button) => !button.disabled)?.focus();
    }
    this.made.get("start")!.firstChild!.nodeValue = phase === "Hold" ? "Go on " : "Start ";
    const noMouse = "this browser has no WebHID: Chromium has, on this machine or over https";
    enable(this.find<HTMLButtonElement>("spacemouse"), state.hasSpaceMouse && isDriver, state.hasSpaceMouse ? "" : noMouse);
    this.find("drive").hidden = !state.isWatching;
  }

  /** What changes with every picture; not read out, twenty times a second. */
  showStep(words: string): void {
    write(this.find("live-words"), words);
  }

  /** How quick the line is; not read out. */
  showLine(words: string): void {
    write(this.find("line-words"), words);
  }

  private find<T extends HTMLElement = HTMLElement>(id: string): T {
    return this.panel.querySelector<T>(`#${id}`)!;
  }
}

const cardKey = "igen keys";

// Somebody who knows the keys has hidden them once. A browser may keep nothing.
function remembered(): string | null {
  try {
    return localStorage.getItem(cardKey);
  } catch {
    return null;
  }
}

function remember(state: string): void {
  try {
    localStorage.setItem(cardKey, state);
  } catch {
    // They are shown again next time.
  }
}
