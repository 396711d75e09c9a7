import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { PlaybackClock } from "../src/clock";

const started = () => {
  const clock = new PlaybackClock();
  clock.advance(5000, false, 0.05, 1);
  return clock;
};

describe("a playback", () => {
  test("shows a step for as long as it took", () => {
    const clock = started(), steps = [];
    for (let frame = 1; frame <= 7; frame++) steps.push(clock.advance(5000 + 25 * frame, true, 0.05, 1));
    assert.deepEqual(steps, [0, 1, 1, 2, 2, 3, 3]);
  });
  for (const [speed, step] of [[0.25, 5], [1, 20], [4, 80]]) {
    test(`goes ${step} steps in a second at ${speed} of life`, () => {
      const clock = started();
      let shown = 0;
      for (let frame = 1; frame <= 16; frame++) shown = clock.advance(5000 + 62.5 * frame, true, 0.05, speed);
      assert.equal(shown, step);
    });
  }
  test("stands while it is paused, and does not make up for it", () => {
    const clock = started();
    clock.advance(5100, true, 0.05, 1);
    for (const now of [5200, 9000]) assert.equal(clock.advance(now, false, 0.05, 1), 2);
    assert.equal(clock.advance(9050, true, 0.05, 1), 3);
  });
  test("does not leap when the page was out of sight", () => assert.equal(started().advance(65000, true, 0.05, 1), 2));
  test("goes on from where somebody put it", () => {
    const clock = started();
    clock.position = 40;
    assert.equal(clock.advance(5050, true, 0.05, 1), 41);
  });
});
