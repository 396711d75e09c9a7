import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Episode } from "../src/api";
import { interventionsOf, mistakesOf, nextOf } from "../src/moments";

// Modes by their letters: policy, interpolation, replay, human, mistake on purpose. Flags a digit a step: 1 contact, 2 truth known.
const modes = "pirhm";
const episode = (mode: string, flags = "", reason = "Kept") => ({
  steps: mode.length, reason, mode: Uint8Array.from(mode, (letter) => modes.indexOf(letter)),
  flags: Uint8Array.from(flags.padEnd(mode.length, "0"), Number),
}) as unknown as Episode;

describe("a mistake", () => {
  test("shows at its contact", () => assert.deepEqual(mistakesOf(episode("ppppirr", "0010")), [{ step: 2, what: "contact" }]));
  test("shows at the first contact of several", () => assert.deepEqual(mistakesOf(episode("ppppirr", "0101")).map((m) => m.step), [1]));
  test("shows at a contact in the very step that corrects it", () => assert.deepEqual(mistakesOf(episode("pppirr", "00011")).map((m) => m.step), [3]));
  test("shows nothing of a contact two steps into the correction", () =>
    assert.deepEqual(mistakesOf(episode("pppirr", "00001")), [{ step: 2, what: "no contact; the last step before the correction" }]));
  test("shows where the truth becomes known, if nothing touches", () =>
    assert.deepEqual(mistakesOf(episode("ppphh", "0022")), [{ step: 2, what: "the truth becomes known" }]));
  test("shows at the contact even where the truth was known before", () => assert.deepEqual(mistakesOf(episode("pppphh", "0223")).map((m) => [m.step, m.what]), [[3, "contact"]]));
  test("is not the contact of one before", () => {
    assert.deepEqual(mistakesOf(episode("pprrpphh", "01111100")).map((m) => m.step), [1, 5]);
    assert.equal(mistakesOf(episode("pprrpphh", "01111100"))[1].what, "no contact; the last step before the correction");
  });
  test("on purpose is one as well", () => assert.deepEqual(mistakesOf(episode("mmmhh", "0100")).map((m) => m.step), [1]));
  test("is none where nobody corrected and the episode was kept", () => assert.deepEqual(mistakesOf(episode("pppp", "0100")), []));
  test("is one where nobody corrected and the episode failed", () => assert.deepEqual(mistakesOf(episode("pppp", "0100", "Horizon")).map((m) => m.step), [1]));
  test("without contact, correction or kept episode is not to be pointed at", () => assert.deepEqual(mistakesOf(episode("pppp", "", "Horizon")), []));
  test("needs steps", () => assert.deepEqual(mistakesOf(episode("")), []));
  test("of a demonstration does not exist", () => assert.deepEqual(mistakesOf(episode("hhhh", "0111")), []));
});

describe("an intervention", () => {
  test("begins where a correction follows the policy", () =>
    assert.deepEqual(interventionsOf(episode("ppiirrpphh")), [{ step: 2, what: "the correction begins" }, { step: 8, what: "the correction begins" }]));
  test("follows a mistake on purpose too", () => assert.deepEqual(interventionsOf(episode("mmh")).map((m) => m.step), [2]));
  test("begins once, though replay follows interpolation", () => assert.equal(interventionsOf(episode("pir")).length, 1));
  test("is none in a demonstration", () => assert.deepEqual(interventionsOf(episode("hhhh")), []));
});

describe("the next moment", () => {
  const moments = [{ step: 3, what: "a" }, { step: 8, what: "b" }];
  for (const [from, to] of [[0, 3], [3, 8], [5, 8], [8, 3], [20, 3]]) test(`after step ${from} is at ${to}`, () => assert.equal(nextOf(moments, from)?.step, to));
  test("is none where there is no other", () => {
    assert.equal(nextOf([moments[0]], 3), undefined);
    assert.equal(nextOf([], 3), undefined);
  });
  test("is the only one, from anywhere else", () => assert.equal(nextOf([moments[0]], 4)?.step, 3));
});
