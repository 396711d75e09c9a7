import { beep } from "./alarm";
import type { SceneDescription } from "./api";
import { Devices } from "./devices";
import { announce, write } from "./elements";
import type { Help } from "./help";
import type { KeyLabels } from "./keylabels";
import { TeleopPanel } from "./teleoppanel";
import { nextTurn, type Request } from "./turns";
import type { World } from "./world";
import { LineMeter } from "./linemeter";

const head = 9, sendEvery = 50;
// Pictures come every 50 ms; whoever drives needs sharp ones more than quick ones.
const pictureBudgetMs = 45;
// Wider than this, fingers hold nothing (the widest object is 6 cm), and the first press closes them.
const openFrom = 0.07;
const contactFlag = 1, revealedFlag = 2, successFlag = 4, recoverableFlag = 8;

interface Hello { task: string; summary: string; mode: string; objects: string[]; wanted: number; scene: SceneDescription }
interface Status { phase: string; words: string; driver: boolean; kept: number; wanted: number; attempt: number;
  asks: boolean; interventions: number; switches: number }

/** What the last frame said; also on `window.igenTeleop`, for automation. */
export interface Live {
  phase: string; frame: number; step: number; horizon: number; kept: number;
  contact: boolean; revealed: boolean; success: boolean; recoverable: boolean;
  /** Where the camera looks from above, radians about the vertical: forward for whoever drives. */
  heading: number;
  eef: number[]; truth: Record<string, number[]>; belief: Record<string, number[]>;
}

/** Watches the lane that the server runs, and drives it. */
export class Teleop {
  readonly live: Live = {
    phase: "", frame: -1, step: 0, horizon: 0, kept: 0, contact: false, revealed: false, success: false, recoverable: true, heading: 0,
    eef: [], truth: {}, belief: {},
  };
  private hello?: Hello;
  private status?: Status;
  private socket?: WebSocket;
  private gripper = 0;
  private opening = 0;
  private lastError = "";
  private readonly devices: Devices;

  private readonly panel: TeleopPanel;
  private readonly meter = new LineMeter();

  constructor(private readonly world: World, panel: HTMLElement, private readonly overlay: HTMLElement, labels: KeyLabels, help: Help) {
    // Gamepad, SpaceMouse and keyboard have one button for "my turn, your turn".
    this.devices = new Devices((button) => this.ask(button === "take" ? nextTurn(this.live.phase, this.hello?.mode ?? "") : button), () => this.draw());
    (window as unknown as { igenTeleop: Live }).igenTeleop = this.live;
    this.panel = new TeleopPanel(panel, labels, help, (request) => this.ask(request), () => void this.connectSpaceMouse(), () => this.connect("driver"));
    setInterval(() => this.drive(), sendEvery);
    setInterval(() => this.measure(), 1000);
    world.showInsets(inset(overlay, "hand"), inset(overlay, "above"));
    this.draw();
  }

  drawKeys(): void {
    this.panel.drawKeys();
  }

  /** Connects, to drive or to watch, and again where the connection breaks. */
  connect(role: "driver" | "viewer"): void {
    this.socket?.close();
    const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/api/teleop?role=${role}`);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    this.devices.enabled = role === "driver";
    socket.onmessage = ({ data }) => (typeof data === "string" ? this.hear(JSON.parse(data)) : this.see(new Float32Array(data)));
    socket.onclose = ({ reason }) => {
      if (this.socket !== socket) return;
      this.devices.enabled = false;
      this.lastError = reason || "the connection is lost; the robot is held";
      this.draw();
      if (this.status?.phase !== "Done") setTimeout(() => this.socket === socket && this.connect(reason ? "viewer" : role), 1500);
    };
  }

  private hear(message: { type: string; error?: string }): void {
    if (message.type === "pong") return this.meter.answered(performance.now());
    if (message.type === "hello") {
      this.hello = message as unknown as Hello;
      this.world.resolution.budgetMs = pictureBudgetMs;
      this.world.load(this.hello.scene);
    } else if (message.type === "status") {
      const asked = this.status?.asks ?? false;
      this.status = message as unknown as Status;
      if (this.status.asks && !asked) beep();
      this.live.kept = this.status.kept;
      this.live.phase = this.status.phase;
      if (this.status.phase === "Ready") this.gripper = 0;
      this.lastError = "";
    } else {
      this.lastError = message.error ?? "";
    }
    this.draw();
  }

  private see(frame: Float32Array): void {
    if (!this.hello) return;
    this.meter.pictures++;
    const { objects } = this.hello, poses = 7 * objects.length, flags = frame[4], live = this.live;
    const truth = frame.subarray(head + 7, head + 7 + poses), belief = frame.subarray(head + 7 + poses, head + 7 + 2 * poses);
    this.world.placeHand(frame.subarray(head, head + 7));
    this.world.place(frame, head + 7 + 2 * poses, truth, belief);
    live.frame = frame[1];
    live.step = frame[3];
    live.horizon = frame[7];
    live.contact = (flags & contactFlag) !== 0;
    live.revealed = (flags & revealedFlag) !== 0;
    live.success = (flags & successFlag) !== 0;
    live.recoverable = (flags & recoverableFlag) !== 0;
    this.opening = frame[8];
    live.heading = this.world.heading;
    live.eef = Array.from(frame.subarray(head, head + 7));
    // Until the person drives, the gripper does what the policy wants; then it goes on from there.
    if (live.phase === "Policy") this.gripper = Math.sign(frame[5]);
    objects.forEach((name, i) => {
      live.truth[name] = Array.from(truth.subarray(7 * i, 7 * i + 7));
      live.belief[name] = Array.from(belief.subarray(7 * i, 7 * i + 7));
    });
    const { contact, revealed, success, recoverable } = live;
    const lost = !recoverable && "the object is lost: throw away";
    const said = [contact && "contact", revealed && "truth known", success && "SUCCESS", lost].filter(Boolean).join(" · ");
    this.panel.showStep([`step ${live.step} of ${live.horizon}`, said].filter(Boolean).join(" · "));
    announce(said);
  }

  private async connectSpaceMouse(): Promise<void> {
    this.lastError = await this.devices.connectSpaceMouse().catch((error) => `the SpaceMouse cannot be opened: ${error.message}`);
    this.draw();
  }

  // Whether it can be done is the server's to say: a key that is pressed while the phase changes must not be lost.
  private ask(request: Request): void {
    if (request === "gripper") this.gripper = (this.gripper === 0 ? this.opening < openFrom : this.gripper > 0) ? -1 : 1;
    else this.send({ type: request });
    this.draw();
  }

  private measure(): void {
    this.panel.showLine(this.meter.words(performance.now()));
    if (this.socket?.readyState !== WebSocket.OPEN) return;
    this.meter.asked(performance.now());
    this.send({ type: "ping" });
  }

  private drive(): void {
    if (this.socket?.readyState !== WebSocket.OPEN || !this.devices.enabled) return;
    const [forward, left, up, roll, pitch, yaw] = this.devices.read(), h = this.world.heading, cos = Math.cos(h), sin = Math.sin(h);
    // From the camera's axes to the world's: only the heading counts, up stays up.
    const turn = (x: number, y: number) => [x * cos - y * sin, x * sin + y * cos];
    const [x, y] = turn(forward, left), [rx, ry] = turn(roll, pitch);
    this.send({ type: "drive", twist: [x, y, up, rx, ry, yaw], gripper: this.gripper, frame: this.live.frame });
  }

  private send(message: object): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  private draw(): void {
    const { hello, status, devices } = this, phase = status?.phase ?? "…", isDriver = devices.enabled;
    this.panel.draw({
      phase, mode: hello?.mode ?? "", words: [this.lastError, status?.words].filter(Boolean).join(" · "), speed: devices.speed + 1,
      gripper: this.gripper, isDriver: isDriver && this.socket?.readyState === WebSocket.OPEN, isWatching: !isDriver, hasSpaceMouse: devices.hasSpaceMouse,
    });
    const turns = status && status.interventions > 0 ? `\n${status.interventions} interventions · ${status.switches} switches` : "";
    write(this.overlay, hello && status ? `${hello.task} · ${hello.mode.toLowerCase()}\n${status.kept} of ${status.wanted} episodes${turns}` : "");
    this.overlay.parentElement?.classList.toggle("asks", status?.asks ?? false);
    document.title = `${hello ? `${phase} · ${hello.task} · ` : ""}IntervenGen teleop`;
  }
}

/** A frame for one more view over the picture, with its name. */
function inset(overlay: HTMLElement, name: string): HTMLElement {
  const frame = document.createElement("div");
  frame.className = `inset ${name}`;
  const label = document.createElement("span");
  label.textContent = name;
  frame.append(label);
  overlay.parentElement!.append(frame);
  return frame;
}
