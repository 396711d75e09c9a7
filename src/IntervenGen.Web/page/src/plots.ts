import type { Episode } from "./api";
import { Chart } from "./chart";
import { open, theme } from "./theme";
import { modeColours } from "./world";

const contactFlag = 1;
const axes = [["x", "#d93636"], ["y", "#2f9e58"], ["z", "#2f6fdc"]] as const;

/** Who drove, step by step, and below it in ink where the trigger pair touches. */
export function drawStrip(canvas: HTMLCanvasElement, e: Episode): void {
  const { c, width, height } = open(canvas), { ink } = theme();
  for (let t = 0; t < e.steps; t++) {
    c.fillStyle = modeColours[e.mode[t]];
    c.fillRect((t / e.steps) * width, 0, width / e.steps + 1, height - 3);
    if (e.flags[t] & contactFlag) {
      c.fillStyle = ink;
      c.fillRect((t / e.steps) * width, height - 3, width / e.steps + 1, 3);
    }
  }
}

/** Actions and gripper of an episode over its steps; a click leads there. */
export class EpisodePlots {
  private readonly translation: Chart;
  private readonly rotation: Chart;
  private readonly gripper: Chart;

  constructor(target: HTMLElement, go: (step: number) => void) {
    const pick = (x: number) => go(Math.round(x)), shared = { x: "step", height: 150, sync: "episode" };
    this.translation = new Chart(target, { ...shared, title: "Translation", y: "action, 5 cm", low: -1.05, high: 1.05 }, pick);
    this.rotation = new Chart(target, { ...shared, title: "Rotation", y: "action, 0.5 rad", low: -1.05, high: 1.05 }, pick);
    this.gripper = new Chart(target, { ...shared, title: "Gripper", y: "opening, cm", low: 0, high: 8.5 }, pick);
  }

  load(e: Episode): void {
    const xs = Array.from({ length: e.steps }, (_, t) => t), turns = Math.max(0, Math.min(3, e.actionSize - 4));
    const action = (offset: number) => xs.map((t) => e.action[t * e.actionSize + offset]);
    this.translation.show(xs, axes.map(([label, colour], i) => ({ label, colour, values: action(i) })), `${e.steps} steps`);
    const turning = axes.slice(0, turns).map(([label, colour], i) => ({ label, colour, values: action(3 + i) }));
    this.rotation.show(xs, turning, turns > 0 ? `${e.steps} steps` : "none, the task's actions only move");
    this.rotation.root.hidden = turns === 0;
    const { ink, edge } = theme(), command = action(e.actionSize - 1);
    const opening = xs.map((t) => 100 * (Math.abs(e.fingers[2 * t]) + Math.abs(e.fingers[2 * t + 1])));
    this.gripper.show(xs, [
      { label: "opening", colour: ink, values: opening },
      { label: "command", colour: edge, values: command.map((value) => 4 - 3 * value) },
      { label: "contact", colour: modeColours[1], values: xs.map((t) => (e.flags[t] & contactFlag ? 7.5 : 0)) },
    ], `from ${opening[0]?.toFixed(1) ?? ""} cm to ${opening.at(-1)?.toFixed(1) ?? ""} cm`);
  }

  set step(step: number) {
    for (const chart of [this.translation, this.rotation, this.gripper]) chart.marked = step;
  }
}
