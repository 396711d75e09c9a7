import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { LineMeter } from "../src/linemeter";

describe("the line's meter", () => {
  test("says nothing before it knows anything", () => assert.equal(new LineMeter().words(1000), ""));
  test("counts pictures a second and the way there and back", () => {
    const meter = new LineMeter();
    meter.words(1000);
    meter.pictures = 20;
    meter.asked(1500);
    meter.answered(1503);
    assert.equal(meter.words(2000), "20 pictures/s · 3 ms there and back");
    assert.equal(meter.words(3000), "0 pictures/s · 3 ms there and back");
  });
  test("says how long an answer is late", () => {
    const meter = new LineMeter();
    meter.words(1000);
    meter.asked(1000);
    meter.asked(2000);
    assert.equal(meter.words(4000), "0 pictures/s · 3000 ms there and back");
  });
});
