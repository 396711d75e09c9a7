import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { Resolution } from "../src/resolution";

let ratio: number, resolution: Resolution;
beforeEach(() => {
  ratio = 1;
  const renderer = { getPixelRatio: () => ratio, setPixelRatio: (value: number) => (ratio = value) };
  resolution = new Resolution(renderer as unknown as ConstructorParameters<typeof Resolution>[0], 2);
});
const frames = (...passed: (number | undefined)[]) => passed.forEach((ms) => resolution.move(ms));

describe("the resolution", () => {
  test("is whole at rest", () => {
    assert.equal(ratio, 2);
    assert.equal(resolution.isCoarse, false);
  });
  test("of what moves is the screen's while the machine keeps up", () => {
    frames(undefined, 20, 28, 20, 28);
    assert.equal(ratio, 1);
    assert.equal(resolution.isCoarse, true);
  });
  test("gets coarser when three frames of four are late", () => {
    frames(29, 29, 29, 1);
    assert.equal(ratio, 0.8);
  });
  test("stays when two of four are late", () => {
    frames(29, 29, 1, 1);
    assert.equal(ratio, 1);
  });
  test("does not judge the first frame of a motion", () => {
    frames(undefined, undefined, undefined, undefined, 29, 29, 29);
    assert.equal(ratio, 1);
    frames(29);
    assert.equal(ratio, 0.8);
  });
  test("ends at half", () => {
    for (let i = 0; i < 10; i++) frames(99, 99, 99, 99);
    assert.equal(ratio, 0.5);
  });
  test("is whole again at rest, and tries a little more in the next motion", () => {
    frames(99, 99, 99, 99, 99, 99, 99, 99);
    resolution.settle();
    assert.equal(ratio, 2);
    frames(1);
    assert.ok(Math.abs(ratio - 0.8) < 1e-9, String(ratio));
  });
  test("forgets late frames of the motion before", () => {
    frames(99, 99, 99);
    resolution.settle();
    frames(99, 1, 1, 1);
    assert.equal(ratio, 1);
  });
});
