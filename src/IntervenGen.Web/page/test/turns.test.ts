import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { applies, isKnown, nextTurn, type Request } from "../src/turns";

const phases = ["Ready", "Policy", "Human", "Mistake", "Hold", "Done"];
const inPhases = (request: Request, mode = "Interventions") => phases.filter((phase) => applies(request, phase, mode)).join(" ");

describe("a request applies", () => {
  const expected: Record<Request, string> = {
    start: "Ready Hold", take: "Policy Hold", hand: "Human Hold", recover: "Mistake", hold: "Policy Human Mistake",
    gripper: "Human Mistake Hold", finish: "Policy Human Mistake Hold", discard: "Policy Human Mistake Hold",
  };
  for (const [request, where] of Object.entries(expected)) test(`'${request}' in ${where}`, () => assert.equal(inPhases(request as Request), where));
  test("'hand' in no other mode", () => assert.equal(inPhases("hand", "Demonstrations") + inPhases("hand", "Offline"), ""));
});

describe("a mode knows", () => {
  const known = (mode: string) => (["start", "take", "hand", "recover", "gripper"] as Request[]).filter((request) => isKnown(request, mode)).join(" ");
  test("taking and handing back where a policy drives", () => assert.equal(known("Interventions"), "start take hand gripper"));
  test("neither in demonstrations", () => assert.equal(known("Demonstrations"), "start gripper"));
  test("where the recovery starts, offline", () => assert.equal(known("Offline"), "start recover gripper"));
});

describe("the key for 'my turn, your turn'", () => {
  for (const [phase, mode, request] of [
    ["Policy", "Interventions", "take"], ["Human", "Interventions", "hand"], ["Human", "Offline", "take"], ["Mistake", "Offline", "recover"],
    ["Hold", "Interventions", "take"],
  ]) test(`asks for '${request}' in ${phase} of ${mode}`, () => assert.equal(nextTurn(phase, mode), request));
});
