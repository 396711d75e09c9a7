import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { Devices, keyLines, type Button } from "../src/devices";
import { Browser } from "./browser";

let browser: Browser, pressed: Button[], changes: number, devices: Devices;
const still = [0, 0, 0, 0, 0, 0];
const fullSpeed = () => browser.key("Digit5");
// Signed zeros are the same motion.
const read = () => devices.read().map((value) => value + 0);
const near = (actual: number[], expected: number[]) =>
  assert.ok(actual.every((value, i) => Math.abs(value - expected[i]) < 1e-9), `${actual} instead of ${expected}`);

beforeEach(() => {
  browser = new Browser();
  pressed = [];
  changes = 0;
  devices = new Devices((button) => pressed.push(button), () => changes++);
  devices.enabled = true;
});

test("no device moves anything until somebody may drive", () => {
  const fresh = new Devices((button) => pressed.push(button), () => changes++);
  browser.key("KeyW");
  assert.deepEqual(fresh.read(), still);
});

describe("the keyboard", () => {
  const axes: [code: string, axis: number, sign: number][] = [
    ["KeyW", 0, 1], ["KeyS", 0, -1], ["KeyA", 1, 1], ["KeyD", 1, -1], ["KeyR", 2, 1], ["KeyF", 2, -1],
    ["KeyC", 3, 1], ["KeyZ", 3, -1], ["KeyT", 4, 1], ["KeyG", 4, -1], ["KeyQ", 5, 1], ["KeyE", 5, -1],
  ];
  for (const [code, axis, sign] of axes) {
    test(`moves along axis ${axis} by ${code}`, () => {
      fullSpeed();
      assert.equal(browser.key(code), true);
      assert.deepEqual(read(), still.map((_, i) => (i === axis ? sign : 0)));
      assert.deepEqual(read(), still.map((_, i) => (i === axis ? sign : 0)));
      browser.key(code, { up: true });
      assert.deepEqual(read(), still);
    });
  }
  test("moves one step by a key that was only tapped", () => {
    fullSpeed();
    browser.key("KeyW");
    browser.key("KeyW", { up: true });
    assert.equal(read()[0], 1);
    assert.deepEqual(read(), still);
  });
  test("stands still between two opposite keys", () => {
    browser.key("KeyA");
    browser.key("KeyD");
    assert.deepEqual(read(), still);
  });
  test("presses every button once, however long it is held", () => {
    for (const code of ["Space", "KeyH", "Enter", "KeyK", "KeyX", "KeyP", "KeyM"]) {
      browser.key(code);
      browser.key(code, { repeat: true });
    }
    assert.deepEqual(pressed, ["gripper", "take", "start", "finish", "discard", "hold", "recover"]);
  });
  test("has five speeds, the third at first", () => {
    browser.key("KeyW");
    const speeds = [read()[0]];
    for (const digit of [1, 2, 3, 4, 5, 6, 0]) {
      browser.key(`Digit${digit}`);
      speeds.push(read()[0]);
    }
    assert.deepEqual(speeds, [0.3, 0.05, 0.12, 0.3, 0.6, 1, 1, 1]);
    assert.equal(changes, 5);
  });
  test("leaves Space and Enter to a control that has the focus, and moves by letters", () => {
    for (const on of ["HTMLButtonElement", "HTMLSelectElement", "HTMLInputElement"]) {
      assert.equal(browser.key("Space", { on }), false);
      assert.equal(browser.key("Enter", { on }), false);
      assert.equal(browser.key("KeyW", { on }), true);
    }
    assert.deepEqual(pressed, []);
  });
  test("is not heard with another key held, in the help, or where nobody may drive", () => {
    for (const held of ["ctrlKey", "altKey", "metaKey"]) assert.equal(browser.key("KeyW", { [held]: true }), false);
    browser.help.open = true;
    assert.equal(browser.key("KeyW"), false);
    browser.help.open = false;
    devices.enabled = false;
    browser.key("Space");
    assert.equal(browser.key("KeyW"), false);
    assert.deepEqual([...read(), ...pressed], still);
  });
  test("lets go of everything when the window, the help or another page takes the keys", async () => {
    browser.key("KeyW");
    await browser.fire("blur");
    assert.deepEqual(read(), still);
    browser.key("KeyW");
    browser.help.open = true;
    assert.deepEqual(read(), still);
    browser.help.open = false;
    assert.deepEqual(read(), still);
    browser.key("KeyW");
    browser.document.hidden = true;
    assert.deepEqual(read(), still);
  });
  test("is listed whole: every key that does something, once", () => {
    const listed = keyLines.flatMap((line) => line.keys);
    assert.equal(new Set(listed).size, listed.length);
    for (const code of listed.filter((name) => !name.startsWith("Digit"))) assert.equal(browser.key(code), true, code);
  });
});

describe("the gamepad", () => {
  let axes: number[], buttons: { pressed: boolean; value: number }[];
  beforeEach(() => {
    axes = [0, 0, 0, 0];
    buttons = Array.from({ length: 16 }, () => ({ pressed: false, value: 0 }));
    browser.navigator.getGamepads = () => [null, { connected: true, axes, buttons }];
    fullSpeed();
  });
  for (const [stick, axis] of [[0, 1], [1, 0], [2, 5], [3, 2]]) {
    test(`moves along axis ${axis} by stick ${stick}, towards the other sign`, () => {
      axes[stick] = 1;
      near(read(), still.map((_, i) => (i === axis ? -1 : 0)));
      axes[stick] = -1;
      near(read(), still.map((_, i) => (i === axis ? 1 : 0)));
    });
  }
  for (const [button, axis, sign] of [[4, 3, -1], [5, 3, 1], [6, 4, -1], [7, 4, 1]]) {
    test(`turns about axis ${axis} by shoulder ${button}, as far as it is pressed`, () => {
      buttons[button] = { pressed: true, value: 0.5 };
      near(read(), still.map((_, i) => (i === axis ? sign * 0.5 : 0)));
    });
  }
  test("rests within the dead zone and begins at zero beyond it", () => {
    axes[1] = -0.12;
    near(read(), still);
    axes[1] = -0.56;
    near(read(), [0.5, 0, 0, 0, 0, 0]);
  });
  test("presses a button when it goes down, and again only after it was up", () => {
    for (const isDown of [true, true, false, true]) {
      buttons[0] = { pressed: isDown, value: Number(isDown) };
      read();
    }
    for (const i of [1, 2, 3, 8, 9]) buttons[i] = { pressed: true, value: 1 };
    read();
    assert.deepEqual(pressed, ["gripper", "gripper", "take", "discard", "finish", "hold", "start"]);
  });
  test("changes the speed a step at a time, within its bounds", () => {
    const press = (i: number) => {
      buttons[i] = { pressed: true, value: 1 };
      read();
      buttons[i] = { pressed: false, value: 0 };
      read();
    };
    press(12);
    assert.equal(devices.speed, 4);
    press(13);
    assert.equal(devices.speed, 3);
    for (let i = 0; i < 7; i++) press(13);
    assert.equal(devices.speed, 0);
    press(12);
    assert.equal(devices.speed, 1);
  });
  test("never adds up with a key to more than full speed", () => {
    axes[1] = -1;
    browser.key("KeyW");
    assert.equal(read()[0], 1);
  });
  test("is forgotten when it is pulled out", () => {
    buttons[0] = { pressed: true, value: 1 };
    read();
    browser.navigator.getGamepads = () => [];
    read();
    browser.navigator.getGamepads = () => [{ connected: true, axes, buttons }];
    read();
    assert.deepEqual(pressed, ["gripper", "gripper"]);
  });
});

describe("the SpaceMouse", () => {
  let report: (reportId: number, values: number[], isBytes?: boolean) => void, disconnect: (device: object) => void, device: object;
  beforeEach(async () => {
    let listener: (event: object) => void = () => undefined;
    device = { productName: "SpaceMouse", opened: true, addEventListener: (_: string, heard: typeof listener) => (listener = heard) };
    browser.navigator.hid = {
      requestDevice: async () => [device],
      addEventListener: (_: string, heard: (event: object) => void) => (disconnect = (gone) => heard({ device: gone })),
    };
    report = (reportId, values, isBytes = false) =>
      listener({ reportId, data: new DataView(isBytes ? Uint8Array.from(values).buffer : Int16Array.from(values).buffer) });
    assert.equal(await devices.connectSpaceMouse(), "SpaceMouse is connected");
    fullSpeed();
  });
  test("moves forward, left and up along the camera's axes", () => {
    report(1, [0, -350, 0]);
    near(read(), [1, 0, 0, 0, 0, 0]);
    report(1, [-350, 0, 0]);
    near(read(), [0, 1, 0, 0, 0, 0]);
    report(1, [0, 0, -175]);
    near(read(), [0, 0, 0.5, 0, 0, 0]);
  });
  test("turns by the second report, and goes on moving by the first", () => {
    report(1, [0, -350, 0]);
    report(2, [-70, -140, -210]);
    near(read(), [1, 0, 0, 0.4, 0.2, 0.6]);
  });
  test("is understood where both come in one report", () => {
    report(1, [0, -350, 0, -70, -140, -210]);
    near(read(), [1, 0, 0, 0.4, 0.2, 0.6]);
  });
  test("is held to full scale", () => {
    report(1, [0, -700, 30000]);
    near(read(), [1, 0, -1, 0, 0, 0]);
  });
  test("presses gripper and take over as its buttons go down", () => {
    for (const buttons of [1, 1, 3, 0, 2]) report(3, [buttons], true);
    assert.deepEqual(pressed, ["gripper", "take", "take"]);
  });
  test("stands still when it is pulled out, and only it", () => {
    report(1, [0, -350, 0]);
    disconnect({});
    near(read(), [1, 0, 0, 0, 0, 0]);
    disconnect(device);
    near(read(), still);
  });
  test("says why it is not there", async () => {
    browser.navigator.hid = { requestDevice: async () => [], addEventListener: () => undefined };
    assert.equal(await devices.connectSpaceMouse(), "no SpaceMouse was chosen");
    assert.equal(devices.hasSpaceMouse, true);
    delete browser.navigator.hid;
    assert.ok((await devices.connectSpaceMouse()).startsWith("this browser has no WebHID"));
    assert.equal(devices.hasSpaceMouse, false);
  });
});
