import type { Folder } from "./api";
import * as charts from "./charts";

let drawn = "";

/** Training curves, evaluations, and files that cannot be shown; drawn again only where they have changed. */
export function showRun(target: HTMLElement, folder: Folder): void {
  const now = JSON.stringify([folder.curves, folder.results, folder.stages, folder.faults]);
  if (now === drawn) return;
  drawn = now;
  target.replaceChildren();
  if (folder.stages.length > 0) target.append(stageTable(folder));
  for (const { name, points } of folder.curves) {
    for (const [what, colour] of [["loss", "#245c9c"], ["validation", "#8a5a00"], ["success", "#2f9e58"]] as const) {
      const values = points.filter((point) => point[what] !== undefined).map((point) => ({ x: point.step, y: point[what]! }));
      if (values.length === 0) continue;
      const canvas = document.createElement("canvas"), ys = values.map(({ y }) => y);
      const title = { loss: "training loss", validation: "loss on held-out episodes", success: "success of selection rollouts" }[what];
      canvas.style.cssText = "width:420px;height:220px";
      target.append(canvas);
      charts.curve(canvas, `${name}: ${title}`, values, what === "success" ? 0 : charts.min(ys), what === "success" ? 1 : charts.max(ys), colour);
    }
  }
  if (folder.results.length > 0) target.append(resultTable(folder));
  if (folder.faults.length > 0) target.append(faultList(folder));
  if (target.childElementCount === 0) {
    target.textContent = "No training curve and no evaluation in this folder yet. igen train and igen evaluate write them; they appear here as they come.";
  }
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
