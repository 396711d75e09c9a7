import type { Episode } from "./api";
import * as charts from "./charts";
import { modeColours } from "./world";

const contactFlag = 1;

/** Who drove, step by step, and below it in ink where the trigger pair touches. */
export function drawStrip(canvas: HTMLCanvasElement, e: Episode): void {
  const { c, width, height } = charts.open(canvas);
  for (let t = 0; t < e.steps; t++) {
    c.fillStyle = modeColours[e.mode[t]];
    c.fillRect((t / e.steps) * width, 0, width / e.steps + 1, height - 3);
    if (e.flags[t] & contactFlag) {
      c.fillStyle = charts.ink;
      c.fillRect((t / e.steps) * width, height - 3, width / e.steps + 1, 3);
    }
  }
}

/** Actions, gripper and contact over the steps. */
export function drawPlots(canvas: HTMLCanvasElement, e: Episode): void {
  const { c, width, height } = charts.open(canvas);
  const third = height / 3, colours = ["#d93636", "#2f9e58", "#2f6fdc"], turns = Math.min(3, e.actionSize - 4);
  const action = (offset: number, colour: string) => ({ values: e.action, stride: e.actionSize, offset, colour });
  charts.lines(c, "translation x y z", 0, third, width, e.steps, colours.map((colour, i) => action(i, colour)), -1.05, 1.05);
  const turning = colours.slice(0, Math.max(0, turns)).map((colour, i) => action(3 + i, colour));
  charts.lines(c, turns > 0 ? "rotation x y z" : "no rotation: the task's actions only move", third, third, width, e.steps, turning, -1.05, 1.05);
  const opening = Float32Array.from({ length: e.steps }, (_, t) => Math.abs(e.fingers[2 * t]) + Math.abs(e.fingers[2 * t + 1]));
  const command = Float32Array.from(opening, (_, t) => 0.04 - 0.03 * e.action[t * e.actionSize + e.actionSize - 1]);
  const contact = Float32Array.from(opening, (_, t) => (e.flags[t] & contactFlag ? 0.075 : 0.001));
  charts.lines(c, "gripper opening 0 to 8 cm, command, contact", 2 * third, third, width, e.steps, [
    { values: opening, stride: 1, offset: 0, colour: charts.ink },
    { values: command, stride: 1, offset: 0, colour: charts.faint },
    { values: contact, stride: 1, offset: 0, colour: modeColours[1] },
  ], 0, 0.085);
}
