import type { Folder } from "./api";
import { Chart, max, min } from "./chart";

let drawn = "", charts: Chart[] = [];

/** Training curves, evaluations, and files that cannot be shown; drawn again only where they have changed. */
export function showRun(target: HTMLElement, folder: Folder): void {
  const now = JSON.stringify([folder.curves, folder.results, folder.stages, folder.faults]);
  if (now === drawn) return;
  drawn = now;
  for (const chart of charts) chart.destroy();
  charts = [];
  target.replaceChildren();
  if (folder.stages.length > 0) target.append(stageTable(folder));
  const grid = document.createElement("div");
  grid.className = "charts";
  if (folder.curves.length > 0) target.append(grid);
  for (const { name, points } of folder.curves) {
    for (const what of ["loss", "success"] as const) drawCurve(grid, name, points, what);
  }
  if (folder.results.length > 0) target.append(resultTable(folder));
  if (folder.faults.length > 0) target.append(faultList(folder));
  if (target.childElementCount === 0) {
    target.textContent = "No training curve and no evaluation in this folder yet. igen train and igen evaluate write them; they appear here as they come.";
  }
}

/** Losses over gradient steps, with those on held-out episodes, or the success of rollouts. */
function drawCurve(target: HTMLElement, name: string, points: Folder["curves"][0]["points"], what: "loss" | "success"): void {
  const isLoss = what === "loss", all = points.filter((point) => point[what] !== undefined || (isLoss && point.validation !== undefined));
  const known = all.map((point) => point[what]).filter((value) => value !== undefined);
  if (known.length === 0) return;
  const title = `${name}: ${isLoss ? "loss" : "success of rollouts"}`, y = isLoss ? "negative log-likelihood, nats" : "share";
  const chart = new Chart(target, { title, x: "gradient steps", y, height: 220, ...(isLoss ? {} : { low: 0, high: 1.02 }) });
  charts.push(chart);
  const lines = [{ label: isLoss ? "learned from" : "rollouts", colour: isLoss ? "#2f6fdc" : "#2f9e58", values: all.map((point) => point[what] ?? null) }];
  if (isLoss && all.some((point) => point.validation !== undefined)) {
    lines.push({ label: "held out", colour: "#c8860b", values: all.map((point) => point.validation ?? null) });
  }
  chart.show(all.map(({ step }) => step), lines, `${known.at(-1)!.toFixed(2)} at step ${all.at(-1)!.step}, between ${min(known).toFixed(2)} and ${max(known).toFixed(2)}`);
}

/** How far a run is: its stages, each after what it needs. */
function stageTable(folder: Folder): HTMLElement {
  const stages = document.createElement("table");
  stages.id = "stages";
  stages.innerHTML = "<tr><th scope=col align=left>stage</th><th scope=col>state</th><th scope=col>progress</th><th scope=col align=left>so far</th></tr>";
  for (const stage of folder.stages) {
    const row = stages.insertRow(), counts = stage.state === "running" || stage.state === "silent";
    row.title = stage.title;
    const state = stage.state === "silent" ? "stopped" : stage.state === "failed" ? "no result" : stage.state;
    for (const text of [stage.name, state, counts ? `${Math.round(stage.done)} of ${stage.total}` : "", stage.words]) row.insertCell().textContent = text;
  }
  return stages;
}

function resultTable(folder: Folder): HTMLElement {
  const results = document.createElement("table");
  results.innerHTML = "<tr><th scope=col align=left>evaluation</th><th scope=col>success</th><th scope=col>95 % interval</th><th scope=col>trials</th></tr>";
  for (const result of folder.results) {
    const row = results.insertRow(), percent = (value: number | null) => (value === null ? "" : `${(100 * value).toFixed(1)} %`);
    const texts = [result.name, percent(result.success), `${percent(result.low)} to ${percent(result.high)}`, String(result.trials)];
    for (const text of texts) row.insertCell().textContent = text;
  }
  return results;
}

/** Files that cannot be shown; everything else is. */
function faultList({ faults, faultsInAll }: Folder): HTMLElement {
  const list = document.createElement("ul");
  list.id = "faults";
  for (const { path: file, error } of faults) {
    const item = document.createElement("li");
    item.textContent = `${file}: ${error}`;
    list.append(item);
  }
  if (faultsInAll > faults.length) list.append(`and ${faultsInAll - faults.length} more`);
  return list;
}
