import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { bindKeys, keepTypingOutOfSelects } from "../src/keys";
import { Browser } from "./browser";

let browser: Browser, done: string[], isOn: boolean;
beforeEach(() => {
  browser = new Browser();
  done = [];
  isOn = true;
  const codes = ["Space", "Enter", "ArrowLeft", "Home", "KeyM", "Digit1"];
  bindKeys(Object.fromEntries(codes.map((code) => [code, { act: () => done.push(code), what: code }])), () => isOn);
});

describe("a key of the page", () => {
  test("does what it is for, and nothing of the browser's", () => {
    assert.equal(browser.key("KeyM"), true);
    assert.deepEqual(done, ["KeyM"]);
  });
  test("that is none of the page's is left to the browser", () => assert.equal(browser.key("KeyY"), false));
  test("counts neither with another key held, nor in the help, nor while it is off", () => {
    for (const held of ["ctrlKey", "altKey", "metaKey"]) assert.equal(browser.key("KeyM", { [held]: true }), false);
    browser.help.open = true;
    browser.key("KeyM");
    browser.help.open = false;
    isOn = false;
    browser.key("KeyM");
    assert.deepEqual(done, []);
  });
  const owned: Record<string, string> = {
    HTMLSelectElement: "Space Enter ArrowLeft Home", HTMLInputElement: "ArrowLeft Home", HTMLCanvasElement: "ArrowLeft", HTMLButtonElement: "Space Enter",
  };
  test("is left to a field in which somebody types, whatever it is", () => {
    for (const code of ["Space", "ArrowLeft", "KeyM"]) assert.equal(browser.key(code, { on: "HTMLInputElement", type: "search" }), false);
  });
  for (const [on, keys] of Object.entries(owned)) {
    test(`is left to a ${on} that has a use for it: ${keys}`, () => {
      const kept = ["Space", "Enter", "ArrowLeft", "Home", "KeyM"].filter((code) => !browser.key(code, { on }));
      assert.equal(kept.join(" "), keys);
    });
  }
});

describe("a list", () => {
  beforeEach(() => keepTypingOutOfSelects());
  test("does not choose by letters and digits", () => {
    assert.equal(browser.key("KeyY", { key: "y", on: "HTMLSelectElement" }), true);
    assert.equal(browser.key("Digit7", { key: "7", on: "HTMLSelectElement" }), true);
  });
  test("keeps Space, named keys and the browser's own", () => {
    assert.equal(browser.key("KeySpace", { key: " ", on: "HTMLSelectElement" }), false);
    assert.equal(browser.key("Tab", { key: "Tab", on: "HTMLSelectElement" }), false);
    assert.equal(browser.key("KeyR", { key: "r", ctrlKey: true, on: "HTMLSelectElement" }), false);
    assert.equal(browser.key("KeyR", { key: "r", metaKey: true, on: "HTMLSelectElement" }), false);
  });
  test("is the only one that letters are kept from", () => assert.equal(browser.key("KeyY", { key: "y", on: "HTMLInputElement" }), false));
  test("gives the keys back once a mouse has chosen, and not after a keyboard", async () => {
    let blurred = 0;
    const target = Object.assign(new (globalThis as any).HTMLSelectElement(), { blur: () => blurred++ });
    await browser.fire("change", { target });
    assert.equal(blurred, 0);
    await browser.fire("pointerdown");
    await browser.fire("change", { target });
    assert.equal(blurred, 1);
    browser.key("ArrowLeft", { on: "HTMLSelectElement" });
    await browser.fire("change", { target });
    assert.equal(blurred, 1);
  });
});
