import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Tags } from "../src/tags";

class Kept extends Map<string, string> {
  getItem = (key: string) => this.get(key) ?? null;
  setItem = (key: string, value: string) => void this.set(key, value);
  removeItem = (key: string) => void this.delete(key);
}

describe("tags", () => {
  test("are found again by who opens the same dataset, and by nobody else", () => {
    const kept = new Kept(), tags = new Tags(kept);
    tags.open("demo-out", "igen.igen");
    tags.set(3, "nice");
    const later = new Tags(kept);
    later.open("demo-out", "igen.igen");
    assert.equal(later.of(3), "nice");
    later.open("demo-out", "base.igen");
    assert.equal(later.of(3), "");
  });
  test("are written once each, without blanks", () => {
    const tags = new Tags(undefined);
    tags.open("a", "b");
    tags.set(0, " slow,nice ,, slow");
    assert.equal(tags.of(0), "slow, nice");
    tags.set(1, "nice, again");
    assert.deepEqual(tags.known, ["again", "nice", "slow"]);
  });
  test("leave nothing behind when the last one is taken away", () => {
    const kept = new Kept(), tags = new Tags(kept);
    tags.open("a", "b");
    tags.set(0, "x");
    tags.set(0, "");
    assert.equal(kept.size, 0);
  });
  test("survive a browser that keeps nothing, and what somebody else has written there", () => {
    const refuses = { getItem: () => "[1, {", setItem: () => { throw new Error("full"); }, removeItem: () => {} };
    const tags = new Tags(refuses);
    tags.open("a", "b");
    tags.set(0, "x");
    assert.equal(tags.of(0), "x");
  });
});
