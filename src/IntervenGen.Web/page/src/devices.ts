// What a person drives with. Every device gives a twist in the camera's axes (forward, left, up; roll, pitch, yaw), each
// in [-1, 1], and pressed buttons.

import { isHelpOpen, type KeyLine } from "./help";

export type Button = "gripper" | "take" | "start" | "finish" | "discard" | "hold" | "recover";
export type Twist = [number, number, number, number, number, number];

const keyAxes: Record<string, [axis: number, sign: number]> = {
  KeyW: [0, 1], KeyS: [0, -1], KeyA: [1, 1], KeyD: [1, -1], KeyR: [2, 1], KeyF: [2, -1],
  KeyZ: [3, -1], KeyC: [3, 1], KeyT: [4, 1], KeyG: [4, -1], KeyQ: [5, 1], KeyE: [5, -1],
};
const keyButtons: Record<string, Button> = {
  Space: "gripper", KeyH: "take", Enter: "start", KeyK: "finish", KeyX: "discard", KeyP: "hold", KeyM: "recover",
};
/** The keys in the order in which they are listed; those of a request are of use only in modes that know it. */
export const keyLines: (KeyLine & { request?: Button })[] = [
  { keys: ["KeyW", "KeyS"], what: "forward, back" }, { keys: ["KeyA", "KeyD"], what: "left, right" }, { keys: ["KeyR", "KeyF"], what: "up, down" },
  { keys: ["KeyQ", "KeyE"], what: "turn left, right" }, { keys: ["KeyT", "KeyG"], what: "pitch" }, { keys: ["KeyZ", "KeyC"], what: "roll" },
  { keys: ["Space"], what: "gripper" }, { keys: ["Digit1", "Digit5"], what: "speed", to: true }, { keys: ["Enter"], what: "start, go on" },
  { keys: ["KeyH"], what: "take over, hand back", request: "take" },
  { keys: ["KeyM"], what: "the recovery starts", request: "recover" }, { keys: ["KeyP"], what: "hold" },
  { keys: ["KeyK"], what: "done" }, { keys: ["KeyX"], what: "throw away" },
];
// By the standard layout's numbers: A B X Y, back, start.
const padButtons: Record<number, Button> = { 0: "gripper", 1: "take", 2: "discard", 3: "finish", 8: "hold", 9: "start" };
const padFaster = 12, padSlower = 13;
const deadZone = 0.12;
const spaceMouseVendors = [0x046d, 0x256f];
const spaceMouseFullScale = 350;

/** Keyboard, gamepad and SpaceMouse together: whatever is moved, moves the hand. */
export class Devices {
  /** Steps of speed, keys 1 to 5: from a millimetre's work to crossing the table. */
  readonly speeds = [0.05, 0.12, 0.3, 0.6, 1];
  speed = 2;
  enabled = false;
  private readonly down = new Set<string>();
  private readonly tapped = new Set<string>();
  private padDown: boolean[] = [];
  private mouse: Twist = [0, 0, 0, 0, 0, 0];

  constructor(private readonly press: (button: Button) => void, private readonly changed: () => void) {
    addEventListener("keydown", (event) => this.key(event, true));
    addEventListener("keyup", (event) => this.key(event, false));
    addEventListener("blur", () => this.letGo());
  }

  /** The twist now. A key that was only tapped counts for one step. */
  read(): Twist {
    // A page that is not seen hears of no key, stick or cap that is let go.
    if (document.hidden) return [0, 0, 0, 0, 0, 0];
    // Whoever reads the help has no hand on the keys, and a key that goes up there is not heard of.
    if (isHelpOpen()) this.letGo();
    const twist: Twist = [...this.mouse];
    for (const code of new Set([...this.down, ...this.tapped])) {
      const [axis, sign] = keyAxes[code];
      twist[axis] += sign;
    }
    this.tapped.clear();
    this.readPad(twist);
    const scale = this.speeds[this.speed];
    return twist.map((value) => Math.max(-1, Math.min(1, value)) * scale) as Twist;
  }

  /** Whether the browser can hear a SpaceMouse at all. */
  get hasSpaceMouse(): boolean { return "hid" in navigator; }

  /** Asks for a SpaceMouse; the browser shows which there are. */
  async connectSpaceMouse(): Promise<string> {
    const hid = (navigator as unknown as { hid?: Hid }).hid;
    if (!hid) return "this browser has no WebHID; use Chromium, on this machine or over https";
    const [device] = await hid.requestDevice({ filters: spaceMouseVendors.map((vendorId) => ({ vendorId })) });
    if (!device) return "no SpaceMouse was chosen";
    if (!device.opened) await device.open();
    // Pulled out while pushed, it says nothing any more and would drive on.
    hid.addEventListener("disconnect", (event) => {
      if (event.device === device) this.mouse = [0, 0, 0, 0, 0, 0];
    });
    let buttons = 0;
    device.addEventListener("inputreport", ({ reportId, data }) => {
      const at = (i: number) => Math.max(-1, Math.min(1, data.getInt16(2 * i, true) / spaceMouseFullScale));
      // Pushed away is negative y, to the right positive x, up negative z.
      if (reportId === 1) [this.mouse[0], this.mouse[1], this.mouse[2]] = [-at(1), -at(0), -at(2)];
      const turn = reportId === 2 ? 0 : reportId === 1 && data.byteLength >= 12 ? 3 : -1;
      if (turn >= 0) [this.mouse[3], this.mouse[4], this.mouse[5]] = [-at(turn + 1), -at(turn), -at(turn + 2)];
      if (reportId === 3) {
        const now = data.getUint8(0);
        if (now & ~buttons & 1) this.press("gripper");
        if (now & ~buttons & 2) this.press("take");
        buttons = now;
      }
    });
    return `${device.productName} is connected`;
  }

  private letGo(): void {
    this.down.clear();
    this.tapped.clear();
  }

  private key(event: KeyboardEvent, isDown: boolean): void {
    if (!this.enabled || isHelpOpen() || event.ctrlKey || event.metaKey || event.altKey) return;
    const isControl = event.target instanceof HTMLElement && ["BUTTON", "SELECT", "INPUT"].includes(event.target.tagName);
    if (isControl && (event.code === "Space" || event.code === "Enter")) return;
    if (event.code in keyAxes) {
      event.preventDefault();
      if (isDown) {
        this.down.add(event.code);
        this.tapped.add(event.code);
      } else {
        this.down.delete(event.code);
      }
    } else if (isDown && !event.repeat && event.code in keyButtons) {
      event.preventDefault();
      this.press(keyButtons[event.code]);
    } else if (isDown && /^Digit[1-5]$/.test(event.code)) {
      this.setSpeed(Number(event.code[5]) - 1);
    }
  }

  private readPad(twist: Twist): void {
    const pad = navigator.getGamepads?.().find((found) => found?.connected);
    if (!pad) {
      this.padDown = [];
      return;
    }
    // From the edge of the dead zone on a stick begins at zero, or there would be no slow motion.
    const axis = (i: number) => {
      const value = pad.axes[i] ?? 0;
      return Math.sign(value) * Math.max(0, (Math.abs(value) - deadZone) / (1 - deadZone));
    };
    const button = (i: number) => pad.buttons[i]?.value ?? 0;
    twist[0] -= axis(1);
    twist[1] -= axis(0);
    twist[2] -= axis(3);
    twist[3] += button(5) - button(4);
    twist[4] += button(7) - button(6);
    twist[5] -= axis(2);
    pad.buttons.forEach(({ pressed }, i) => {
      if (!pressed || this.padDown[i]) return;
      if (i in padButtons) this.press(padButtons[i]);
      if (i === padFaster) this.setSpeed(this.speed + 1);
      if (i === padSlower) this.setSpeed(this.speed - 1);
    });
    this.padDown = pad.buttons.map((state) => state.pressed);
  }

  private setSpeed(speed: number): void {
    this.speed = Math.max(0, Math.min(this.speeds.length - 1, speed));
    this.changed();
  }
}

interface Hid {
  requestDevice(options: object): Promise<HidDevice[]>;
  addEventListener(name: "disconnect", listener: (event: { device: HidDevice }) => void): void;
}

interface HidDevice {
  productName: string;
  opened: boolean;
  open(): Promise<void>;
  addEventListener(name: "inputreport", listener: (event: { reportId: number; data: DataView }) => void): void;
}
