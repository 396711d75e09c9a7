import * as api from "./api";
import * as charts from "./charts";
import { EpisodeList } from "./list";
import { Player } from "./player";
import { Teleop } from "./teleop";
import { World } from "./world";

const element = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
const chosen = ["episodes", "coverage", "run"] as const;
type Tab = (typeof chosen)[number] | "teleop";
const refreshEvery = 2000;
// Of a folder full of damaged datasets, not all are tried again every two seconds.
const triesToOpen = 10;

const world = new World(element<HTMLCanvasElement>("scene"));
let folder: api.Folder | undefined;
let data: api.Dataset | undefined;
let path = "";
let stamp = "";
let asked = 0;
let opens = 0;
let drawnRun = "";
let tab: Tab = "episodes";
const faults = new Map<string, string>();

const player = new Player(world, () => data ?? { controlPeriod: 0.05, operator: "" });
const list = new EpisodeList(element("list"), element("rows"), (episode) => void attempt("open", () => showEpisode(episode)));
const teleop = new Teleop(world, element("teleop"), element("overlay"));

/** Runs something that may fail, and says why it did until the same kind of work succeeds. */
async function attempt(kind: "open" | "refresh", work: () => Promise<void>): Promise<void> {
  try {
    await work();
    faults.delete(kind);
  } catch (error) {
    faults.set(kind, error instanceof Error ? error.message : String(error));
  }
  const line = element("error"), text = [...faults.values()].join(" · ");
  line.hidden = text === "";
  if (line.textContent !== text) line.textContent = text;
}

async function showEpisode(episode: number): Promise<void> {
  const shown = ++asked, steps = await api.episode(path, episode);
  // Somebody who runs down the list sees the last one that was asked for, not whichever comes last.
  if (shown !== asked) return;
  player.load(steps);
  element("overlay").textContent = `episode ${episode}`;
  // Two frames on: the first one draws, and the second one comes when it is drawn.
  requestAnimationFrame(() => requestAnimationFrame(() => performance.mark("episode drawn")));
}

function showFacts(data: api.Dataset): void {
  const reasons = Object.entries(data.reasons).map(([reason, count]) => `${reason} ${count}`).join(", ");
  element("facts").textContent = `${data.kind} of ${data.task}\noperator: ${data.operator || "none"}${data.complete ? "" : " · not complete"}\n${data.steps.length} episodes of ${data.attempts} attempts\n${reasons}`;
}

async function openDataset(next: string): Promise<void> {
  const opening = ++opens, opened = await api.dataset(next);
  // Another one was chosen meanwhile.
  if (opening !== opens) return;
  path = next;
  data = opened;
  stamp = folder?.datasets.find((entry) => entry.path === next)?.stamp ?? "";
  showFacts(data);
  list.load(path, data, element<HTMLSelectElement>("filter").value);
  performance.mark("list shown");
  const scene = await api.scene(path).catch((error: Error) => error);
  if (opening !== opens) return;
  if (scene instanceof Error) element("facts").textContent += `\n${scene.message}`;
  else world.load(scene);
  // Whoever was quicker than the scene keeps the row that they picked.
  const first = list.selected >= 0 ? list.selected : list.first;
  if (first >= 0) list.select(first);
}

/** The open dataset, where a run has added to it. */
async function follow(): Promise<void> {
  const entry = folder!.datasets.find((found) => found.path === path);
  if (!entry) throw new Error(`'${path}' is no longer there; what is shown is what was loaded`);
  if (entry.stamp === stamp) return;
  data = await api.dataset(path);
  stamp = entry.stamp;
  showFacts(data);
  list.load(path, data, element<HTMLSelectElement>("filter").value);
  if (list.selected < 0 && list.first >= 0) list.select(list.first);
}

async function showCoverage(): Promise<void> {
  const coverage = await api.coverage(path), target = element("coverage");
  const canvas = (width: number, height: number) => {
    const made = document.createElement("canvas");
    made.style.cssText = `width:${width}px;height:${height}px`;
    target.append(made);
    return made;
  };
  target.replaceChildren();
  coverage.objects.forEach((name, i) => charts.map(canvas(380, 400), `${name}: truth and belief`, [
    { points: coverage.belief[i], colour: "#e5262d", label: "belief" }, { points: coverage.truth[i], colour: "#245c9c", label: "truth" },
  ]));
  charts.map(canvas(380, 400), "where the mistakes ended (end effector)", [{ points: coverage.mistakes, colour: "#d93636", label: "mistake" }]);
  if (coverage.episodes.length < coverage.of) target.append(`${coverage.episodes.length} of ${coverage.of} episodes, evenly chosen`);
}

function showRun(): void {
  if (!folder) return;
  const target = element("run"), now = JSON.stringify([folder.curves, folder.results, folder.faults]);
  if (now === drawnRun) return;
  drawnRun = now;
  target.replaceChildren();
  for (const { name, points } of folder.curves) {
    for (const [what, colour] of [["loss", "#245c9c"], ["success", "#2f9e58"]] as const) {
      const values = points.filter((point) => point[what] !== undefined).map((point) => ({ x: point.step, y: point[what]! }));
      if (values.length === 0) continue;
      const canvas = document.createElement("canvas"), ys = values.map(({ y }) => y);
      canvas.style.cssText = "width:420px;height:220px";
      target.append(canvas);
      charts.curve(canvas, `${name}: ${what === "loss" ? "training loss" : "success of selection rollouts"}`, values, what === "loss" ? charts.min(ys) : 0, what === "loss" ? charts.max(ys) : 1, colour);
    }
  }
  const results = document.createElement("table");
  results.innerHTML = "<tr><th align=left>evaluation</th><th>success</th><th>95 % interval</th><th>trials</th></tr>";
  for (const result of folder.results) {
    const row = results.insertRow(), percent = (value: number | null) => (value === null ? "" : `${(100 * value).toFixed(1)} %`);
    for (const text of [result.name, percent(result.success), `${percent(result.low)} to ${percent(result.high)}`, String(result.trials)]) row.insertCell().textContent = text;
  }
  if (folder.results.length > 0) target.append(results);
  if (folder.faults.length > 0) target.append(faultList(folder));
  if (target.childElementCount === 0) target.textContent = "no training curve and no evaluation in this folder yet";
}

/** Files that cannot be shown; everything else is. */
function faultList({ faults, faultsInAll }: api.Folder): HTMLElement {
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

function choose(next: Tab): void {
  tab = document.body.dataset.tab = next;
  for (const name of chosen) element(`tab-${name}`).classList.toggle("on", name === tab);
  element("side").hidden = tab === "teleop";
  element("view").hidden = tab === "coverage" || tab === "run";
  element("player").hidden = tab !== "episodes";
  for (const name of ["coverage", "run", "teleop"] as const) element(name).hidden = tab !== name;
  if (tab === "coverage" && path) void attempt("open", showCoverage);
  if (tab === "run") showRun();
}

async function refresh(): Promise<void> {
  folder = await api.folder();
  const select = element<HTMLSelectElement>("dataset"), names = folder.datasets.map((entry) => entry.path);
  if (names.join() !== [...select.options].map((option) => option.value).join()) {
    select.replaceChildren(...folder.datasets.map(({ path: value, name }) => new Option(name, value, false, value === path)));
    if (path && !names.includes(path)) select.selectedIndex = -1;
  }
  element("tab-run").textContent = folder.faultsInAll > 0 ? `Run · ${folder.faultsInAll} faults` : "Run";
  if (tab === "run") showRun();
  if (path) await follow();
  else if (!folder.driven) await openFirst(names);
}

/** Opens the first dataset that can be opened: one that is damaged hides none of the others. */
async function openFirst(names: string[]): Promise<void> {
  let fault: unknown;
  for (const name of names.slice(0, triesToOpen)) {
    try {
      await openDataset(name);
      fault = undefined;
      break;
    } catch (error) {
      fault ??= error;
    }
  }
  if (fault) throw fault;
}

addEventListener("keydown", (event) => {
  const isControl = event.target instanceof HTMLElement && ["SELECT", "INPUT"].includes(event.target.tagName);
  if (tab !== "episodes" || isControl || event.ctrlKey || event.metaKey) return;
  const actions: Record<string, () => void> = {
    Space: () => player.toggle(), ArrowLeft: () => player.show(player.step - 1), ArrowRight: () => player.show(player.step + 1),
    ArrowUp: () => list.move(-1), ArrowDown: () => list.move(1),
    KeyM: () => element("next-mistake").click(), KeyI: () => element("next-intervention").click(),
  };
  const action = actions[event.code];
  if (!action || (event.code === "Space" && event.target instanceof HTMLButtonElement)) return;
  event.preventDefault();
  action();
});
for (const name of chosen) element(`tab-${name}`).onclick = () => choose(name);
element("dataset").onchange = () => void attempt("open", () => openDataset(element<HTMLSelectElement>("dataset").value));
element("filter").onchange = () => data && list.load(path, data, element<HTMLSelectElement>("filter").value);
let refreshing = false;
setInterval(async () => {
  // A disk that takes its time is not asked again meanwhile.
  if (document.hidden || refreshing) return;
  refreshing = true;
  await attempt("refresh", refresh);
  refreshing = false;
}, refreshEvery);

// The token has become a cookie; it need not stay where it can be read over a shoulder.
if (location.search.includes("token")) history.replaceState(null, "", location.pathname);
await attempt("refresh", refresh);
if (folder?.driven) {
  // A page that drives does nothing else: its keys would play an episode and move the robot at once. For looking there is igen view.
  document.querySelector("nav")!.hidden = element("dataset").hidden = true;
  choose("teleop");
  teleop.connect("driver");
}
document.body.dataset.ready = "yes";
