import type { SceneDescription } from "./api";
import { Devices, type Button } from "./devices";
import type { World } from "./world";

const head = 9, sendEvery = 50;
// Pictures come every 50 ms; whoever drives needs sharp ones more than quick ones.
const pictureBudgetMs = 45;
// Wider than this, fingers hold nothing (the widest object is 6 cm), and the first press closes them.
const openFrom = 0.07;
const contactFlag = 1, revealedFlag = 2, successFlag = 4, recoverableFlag = 8;

interface Hello { task: string; summary: string; mode: string; objects: string[]; wanted: number; scene: SceneDescription }
interface Status { phase: string; words: string; driver: boolean; kept: number; wanted: number; attempt: number }

/** What the last frame said; also on `window.igenTeleop`, for automation. */
export interface Live {
  phase: string; frame: number; step: number; horizon: number; kept: number;
  contact: boolean; revealed: boolean; success: boolean; recoverable: boolean;
  /** Where the camera looks from above, radians about the vertical: forward for whoever drives. */
  heading: number;
  eef: number[]; truth: Record<string, number[]>; belief: Record<string, number[]>;
}

const keys = [
  ["W S", "forward, back"], ["A D", "left, right"], ["R F", "up, down"], ["Q E", "turn left, right"], ["T G", "pitch"], ["Z C", "roll"],
  ["Space", "gripper"], ["1 … 5", "speed"], ["Enter", "start, go on"], ["H", "take over, hand back"], ["M", "the recovery starts"],
  ["P", "hold"], ["K", "done"], ["X", "throw away"],
];

/** Watches the lane that the server runs, and drives it. */
export class Teleop {
  readonly live: Live = {
    phase: "", frame: -1, step: 0, horizon: 0, kept: 0, contact: false, revealed: false, success: false, recoverable: true, heading: 0, eef: [], truth: {}, belief: {},
  };
  private hello?: Hello;
  private status?: Status;
  private socket?: WebSocket;
  private gripper = 0;
  private opening = 0;
  private lastError = "";
  private readonly devices: Devices;

  constructor(private readonly world: World, private readonly panel: HTMLElement, private readonly overlay: HTMLElement) {
    this.devices = new Devices((button) => this.press(button), () => this.draw());
    (window as unknown as { igenTeleop: Live }).igenTeleop = this.live;
    panel.innerHTML = `
      <div class="bar"><span class="phase" id="phase">…</span><span id="phase-words"></span></div>
      <div class="bar">
        <button data-press="start">Start</button><button data-press="take" id="take">Take over</button>
        <button data-press="recover" id="recover">Recovery starts</button><button data-press="gripper">Gripper</button>
        <button data-press="hold">Hold</button><button data-press="finish">Done</button><button data-press="discard">Throw away</button>
        <button id="spacemouse">SpaceMouse</button><button id="drive">Drive</button><span id="speed-words"></span>
      </div>
      <p id="live-words" role="status"></p>
      <table class="keys">${keys.map(([key, what]) => `<tr><td><kbd>${key}</kbd></td><td>${what}</td></tr>`).join("")}</table>`;
    panel.querySelectorAll<HTMLElement>("[data-press]").forEach((button) => {
      button.onclick = () => this.press(button.dataset.press as Button);
    });
    this.find("spacemouse").onclick = async () => {
      this.lastError = await this.devices.connectSpaceMouse().catch((error) => `the SpaceMouse cannot be opened: ${error.message}`);
      this.draw();
    };
    this.find("drive").onclick = () => this.connect("driver");
    // A button that keeps the focus would take the next Enter or Space for itself.
    panel.addEventListener("click", (event) => event.target instanceof HTMLButtonElement && event.target.blur());
    setInterval(() => this.drive(), sendEvery);
  }

  /** Connects; true once the server has said that there is something to drive. */
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
    if (message.type === "hello") {
      this.hello = message as unknown as Hello;
      this.world.resolution.budgetMs = pictureBudgetMs;
      this.world.load(this.hello.scene);
    } else if (message.type === "status") {
      this.status = message as unknown as Status;
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
    const { objects } = this.hello, poses = 7 * objects.length, flags = frame[4], live = this.live;
    const truth = frame.subarray(head + 7, head + 7 + poses), belief = frame.subarray(head + 7 + poses, head + 7 + 2 * poses);
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
    this.find("live-words").textContent =
      `step ${live.step} of ${live.horizon}${live.contact ? " · contact" : ""}${live.revealed ? " · truth known" : ""}${live.success ? " · SUCCESS" : ""}${live.recoverable ? "" : " · the object is lost: throw away"}`;
  }

  private press(button: Button): void {
    const phase = this.status?.phase;
    if (button === "gripper") this.gripper = (this.gripper === 0 ? this.opening < openFrom : this.gripper > 0) ? -1 : 1;
    // Gamepad and SpaceMouse have one button for "now it is my turn to correct".
    else if (button === "take" && phase === "Mistake") this.send({ type: "recover" });
    else if (button === "take") this.send({ type: phase === "Human" && this.hello?.mode === "Interventions" ? "hand" : "take" });
    else this.send({ type: button });
    this.draw();
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
    const { hello, status } = this, phase = status?.phase ?? "…", badge = this.find("phase");
    badge.textContent = phase;
    badge.dataset.phase = phase;
    this.find("phase-words").textContent = [this.lastError, status?.words].filter(Boolean).join(" · ");
    this.find("speed-words").textContent = `speed ${this.devices.speed + 1} · gripper ${this.gripper > 0 ? "closes" : this.gripper < 0 ? "opens" : "holds"}`;
    this.find("take").textContent = phase === "Human" && hello?.mode === "Interventions" ? "Hand back" : "Take over";
    this.find("recover").hidden = hello?.mode !== "Offline";
    this.find("drive").hidden = this.devices.enabled;
    this.overlay.textContent = hello && status ? `${hello.task} · ${hello.mode.toLowerCase()}\n${status.kept} of ${status.wanted} episodes` : "";
  }

  private find(id: string): HTMLElement {
    return this.panel.querySelector<HTMLElement>(`#${id}`)!;
  }
}
