import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { KeyLabels } from "../src/keylabels";
import { Browser } from "./browser";

describe("a key's label", () => {
  let browser: Browser, changes: number, labels: KeyLabels;
  beforeEach(() => {
    browser = new Browser();
    changes = 0;
    labels = new KeyLabels(() => changes++);
  });
  test("is the standard layout's until something else is known", () =>
    assert.deepEqual(["KeyW", "Digit3", "Space", "ArrowLeft", "PageDown", "Minus"].map((code) => labels.of(code)), ["W", "3", "Space", "←", "Page ↓", "−"]));
  test("is learnt from the key that is pressed", () => {
    browser.key("KeyW", { key: "z" });
    assert.equal(labels.of("KeyW"), "Z");
    assert.equal(changes, 1);
    browser.key("KeyW", { key: "z" });
    assert.equal(changes, 1);
  });
  test("is not learnt from a key with another one held", () => {
    for (const held of ["shiftKey", "ctrlKey", "altKey", "metaKey"]) browser.key("KeyW", { key: "?", [held]: true });
    assert.equal(labels.of("KeyW"), "W");
  });
  test("is not learnt from keys that type no letter, nor of digits", () => {
    browser.key("KeyW", { key: "Dead" });
    browser.key("KeyW", { key: " " });
    browser.key("Digit1", { key: "&" });
    assert.equal(labels.of("KeyW") + labels.of("Digit1"), "W1");
  });
  test("stays small where large would be two letters", () => {
    browser.key("KeyS", { key: "ß" });
    assert.equal(labels.of("KeyS"), "ß");
  });
  test("is the layout's where the browser tells it, whatever is pressed then", async () => {
    browser.navigator.keyboard = { getLayoutMap: async () => new Map([["KeyQ", "a"], ["Digit1", "&"]]) };
    await labels.ask();
    assert.equal(labels.of("KeyQ") + labels.of("Digit1"), "A1");
    browser.key("KeyQ", { key: "x" });
    assert.equal(labels.of("KeyQ"), "A");
  });
  test("is learnt from keys where the layout is refused or empty", async () => {
    browser.navigator.keyboard = { getLayoutMap: () => Promise.reject(new Error("no")) };
    await labels.ask();
    browser.navigator.keyboard = { getLayoutMap: async () => new Map() };
    await labels.ask();
    browser.key("KeyQ", { key: "a" });
    assert.equal(labels.of("KeyQ"), "A");
  });
  test("is asked for again when the page is come back to", async () => {
    browser.navigator.keyboard = { getLayoutMap: async () => new Map([["KeyY", "z"]]) };
    await browser.fire("focus");
    await new Promise<void>((done) => queueMicrotask(() => queueMicrotask(() => queueMicrotask(done))));
    assert.equal(labels.of("KeyY"), "Z");
  });
});
