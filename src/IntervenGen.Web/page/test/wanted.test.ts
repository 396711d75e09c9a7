import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Dataset } from "../src/api";
import { choose, everything, isNarrowed } from "../src/wanted";

const data = {
  steps: [50, 80, 30, 80], mistake: [0, 20, 0, 40], reason: [0, 1, 0, 3], source: [2, 1, 2, -1], subtask: [0, 1, 1, -1],
  reasonNames: ["Kept", "NoMistake", "NoTrigger", "RecoveryFailed"],
} as unknown as Dataset;
const tags: Record<number, string> = { 2: "nice, slow", 3: "look again" };
const of = (wanted: object) => choose(data, { ...everything, ...wanted }, (episode) => tags[episode] ?? "");

describe("the list of episodes", () => {
  test("holds all in their order by default", () => assert.deepEqual(of({}), [0, 1, 2, 3]));
  test("shows those that were kept, not kept, or have a mistake", () => {
    assert.deepEqual([of({ show: "kept" }), of({ show: "failed" }), of({ show: "mistake" })], [[0, 2], [1, 3], [1, 3]]);
  });
  test("shows those of a reason, a source or a subtask", () => {
    assert.deepEqual([of({ reason: 3 }), of({ source: 2 }), of({ subtask: 1 })], [[3], [0, 2], [1, 2]]);
  });
  test("shows those of a length, ends included", () => assert.deepEqual(of({ shortest: 50, longest: 80 }), [0, 1, 3]));
  test("finds a number, a part of a reason and a tag, whatever its case", () => {
    assert.deepEqual([of({ find: "3" }), of({ find: "recovery" }), of({ find: "NICE" })], [[3], [3], [2]]);
  });
  test("finds only what has all the words", () => assert.deepEqual([of({ find: "look again" }), of({ find: "look nice" })], [[3], []]));
  test("is sorted by length, mistake or source, and then by number", () => {
    assert.deepEqual([of({ sort: "longest" }), of({ sort: "shortest" }), of({ sort: "mistake" }), of({ sort: "source" })],
      [[1, 3, 0, 2], [2, 0, 1, 3], [3, 1, 0, 2], [3, 1, 0, 2]]);
  });
  test("is narrowed by anything but its order and the first filter", () => {
    assert.deepEqual([isNarrowed(everything), isNarrowed({ ...everything, sort: "longest" }), isNarrowed({ ...everything, source: 0 })], [false, false, true]);
  });
});
