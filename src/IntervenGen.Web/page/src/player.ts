import type * as api from "./api";
import * as charts from "./charts";
import { modeColours, type World } from "./world";

const element = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
const modeNames = ["policy", "interpolation", "replay", "human", "mistake on purpose"];
const humanMode = 3;
const contactFlag = 1, revealedFlag = 2, successFlag = 4;

/** Plays one episode: scrub, speed, jumps, labels and plots. */
export class Player {
  step = 0;
  private episode?: api.Episode;
  private playing = false;
  private clock = 0;
  private position = 0;
  private readonly scrub = element<HTMLInputElement>("scrub");

  /** @param dataset What the episode is of: the control period in seconds, and who the operator was. */
  constructor(private readonly world: World, private readonly dataset: () => { controlPeriod: number; operator: string }) {
    this.scrub.oninput = () => this.show(Number(this.scrub.value));
    element("play").onclick = () => this.toggle();
    element("previous").onclick = () => this.show(this.step - 1);
    element("next").onclick = () => this.show(this.step + 1);
    element("next-mistake").onclick = () => this.jump((mode) => mode === 0 || mode === 4);
    element("next-intervention").onclick = () => this.jump((mode) => mode === 1 || mode === 2 || mode === 3);
    new ResizeObserver(() => this.drawCharts()).observe(element("plots"));
    const tick = (now: number) => {
      requestAnimationFrame(tick);
      const passed = Math.min(0.1, (now - this.clock) / 1000);
      this.clock = now;
      if (!this.playing || !this.episode) return;
      this.position += (passed / this.dataset().controlPeriod) * Number(element<HTMLSelectElement>("speed").value);
      if (this.position >= this.episode.steps - 1) this.toggle();
      this.show(Math.floor(this.position), true);
    };
    requestAnimationFrame(tick);
  }

  load(episode: api.Episode): void {
    this.episode = episode;
    element("who").textContent = this.who;
    this.scrub.max = String(Math.max(0, episode.steps - 1));
    this.world.setPath(episode.eef, episode.mode);
    this.drawCharts();
    this.show(0);
  }

  toggle(): void {
    if (!this.episode) return;
    this.playing = !this.playing;
    if (this.playing && this.step >= this.episode.steps - 1) this.position = 0;
    element("play").textContent = this.playing ? "❚❚" : "▶";
  }

  show(step: number, playing = false): void {
    const e = this.episode;
    if (!e || e.steps === 0) return;
    this.step = Math.max(0, Math.min(e.steps - 1, step));
    if (!playing) this.position = this.step;
    if (this.scrub.value !== String(this.step)) this.scrub.value = String(this.step);
    const bodies = e.bodies.length / e.steps, poses = 7 * e.objects, t = this.step;
    const rows = (values: Float32Array) => values.subarray(t * poses, (t + 1) * poses);
    this.world.place(e.bodies, t * bodies, rows(e.truth), rows(e.belief));
    this.world.showPathTo(t);
    const flags = e.flags[t];
    element("step").textContent = `step ${t} of ${e.steps - 1} · ${(t * this.dataset().controlPeriod).toFixed(2)} s${flags & contactFlag ? " · contact" : ""}${flags & revealedFlag ? " · truth known" : ""}${flags & successFlag ? " · success" : ""}`;
    const mode = element("mode"), name = e.mode[t] === humanMode ? this.who : modeNames[e.mode[t]];
    if (mode.textContent !== name) {
      mode.textContent = name;
      mode.style.color = modeColours[e.mode[t]];
    }
    this.moveCursor();
  }

  jump(isWanted: (mode: number) => boolean): void {
    const e = this.episode;
    if (!e) return;
    for (let i = 1; i <= e.steps; i++) {
      const t = (this.step + i) % e.steps;
      if (isWanted(e.mode[t]) && (t === 0 || !isWanted(e.mode[t - 1]))) return this.show(t);
    }
  }

  // Only this moves with every step; redrawing the strip takes milliseconds that a smooth motion has not got.
  private moveCursor(): void {
    const e = this.episode!;
    element("cursor").style.transform = `translateX(${(this.step / Math.max(1, e.steps - 1)) * (element("strip").clientWidth - 2)}px)`;
  }

  private drawCharts(): void {
    if (!this.episode) return;
    this.drawStrip();
    this.drawPlots();
    this.moveCursor();
  }

  // A script is never called a person.
  private get who(): string {
    return this.dataset().operator === "human" ? "human" : "operator (scripted)";
  }

  private drawStrip(): void {
    const { c, width, height } = charts.open(element<HTMLCanvasElement>("strip"));
    const e = this.episode!;
    for (let t = 0; t < e.steps; t++) {
      c.fillStyle = modeColours[e.mode[t]];
      c.fillRect((t / e.steps) * width, 0, width / e.steps + 1, height - 3);
      if (e.flags[t] & contactFlag) {
        c.fillStyle = charts.ink;
        c.fillRect((t / e.steps) * width, height - 3, width / e.steps + 1, 3);
      }
    }
  }

  private drawPlots(): void {
    const e = this.episode;
    if (!e) return;
    const { c, width, height } = charts.open(element<HTMLCanvasElement>("plots"));
    const third = height / 3, colours = ["#d93636", "#2f9e58", "#2f6fdc"], turns = Math.min(3, e.actionSize - 4);
    const action = (offset: number, colour: string) => ({ values: e.action, stride: e.actionSize, offset, colour });
    charts.lines(c, "translation x y z", 0, third, width, e.steps, colours.map((colour, i) => action(i, colour)), -1.05, 1.05);
    charts.lines(c, turns > 0 ? "rotation x y z" : "no rotation: the task's actions only move", third, third, width, e.steps, colours.slice(0, Math.max(0, turns)).map((colour, i) => action(3 + i, colour)), -1.05, 1.05);
    const opening = Float32Array.from({ length: e.steps }, (_, t) => Math.abs(e.fingers[2 * t]) + Math.abs(e.fingers[2 * t + 1]));
    charts.lines(c, "gripper opening 0 to 8 cm, command, contact", 2 * third, third, width, e.steps, [
      { values: opening, stride: 1, offset: 0, colour: charts.ink },
      { values: Float32Array.from(opening, (_, t) => 0.04 - 0.03 * e.action[t * e.actionSize + e.actionSize - 1]), stride: 1, offset: 0, colour: "#9aa5b1" },
      { values: Float32Array.from(opening, (_, t) => (e.flags[t] & contactFlag ? 0.075 : 0.001)), stride: 1, offset: 0, colour: "#e0a320" },
    ], 0, 0.085);
  }
}
