import * as api from "./api";
import * as charts from "./charts";
import { EpisodeList } from "./list";
import { Player } from "./player";
import { Teleop } from "./teleop";
import { World } from "./world";

const element = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
const tabs = ["episodes", "coverage", "run", "teleop"] as const;
type Tab = (typeof tabs)[number];
const refreshEvery = 5000;

const world = new World(element<HTMLCanvasElement>("scene"));
let folder: api.Folder | undefined;
let data: api.Dataset | undefined;
let path = "";
let tab: Tab = "episodes";

const player = new Player(world, () => data?.controlPeriod ?? 0.05);
const list = new EpisodeList(element("list"), element("rows"), (episode) => void attempt(() => showEpisode(episode)));
const teleop = new Teleop(world, element("teleop"), element("overlay"));

/** Runs something that may fail, and says why it did. */
async function attempt(work: () => Promise<void>): Promise<void> {
  const line = element("error");
  try {
    await work();
    line.hidden = true;
  } catch (error) {
    line.textContent = error instanceof Error ? error.message : String(error);
    line.hidden = false;
  }
}

async function showEpisode(episode: number): Promise<void> {
  player.load(await api.episode(path, episode));
  element("overlay").textContent = `episode ${episode}`;
}

async function openDataset(next: string): Promise<void> {
  const opened = await api.dataset(next);
  path = next;
  data = opened;
  const reasons = Object.entries(data.reasons).map(([reason, count]) => `${reason} ${count}`).join(", ");
  element("facts").textContent = `${data.kind} of ${data.task}\noperator: ${data.operator || "none"}${data.complete ? "" : " · not complete"}\n${data.steps.length} episodes of ${data.attempts} attempts\n${reasons}`;
  list.load(path, data, element<HTMLSelectElement>("filter").value);
  await api.scene(path).then((scene) => world.load(scene), (error) => (element("facts").textContent += `\n${error.message}`));
  if (list.first >= 0) list.select(list.first);
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
  const target = element("run");
  target.replaceChildren();
  if (!folder) return;
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
  if (target.childElementCount === 0) target.textContent = "no training curve and no evaluation in this folder yet";
}

function choose(next: Tab): void {
  tab = next;
  for (const name of tabs) element(`tab-${name}`).classList.toggle("on", name === tab);
  element("side").hidden = tab === "teleop";
  element("side").style.display = tab === "teleop" ? "none" : "";
  element("view").hidden = element("player").hidden = tab === "coverage" || tab === "run";
  element("view").style.display = tab === "coverage" || tab === "run" ? "none" : "";
  if (tab === "teleop") element("player").hidden = true;
  for (const name of ["coverage", "run", "teleop"] as const) element(name).hidden = tab !== name;
  if (tab === "coverage") void attempt(showCoverage);
  if (tab === "run") showRun();
}

async function refresh(): Promise<void> {
  folder = await api.folder();
  const select = element<HTMLSelectElement>("dataset"), names = folder.datasets.map((entry) => entry.path);
  if (names.join() !== [...select.options].map((option) => option.value).join()) {
    select.replaceChildren(...folder.datasets.map(({ path: value, name }) => new Option(name, value, false, value === path)));
  }
  if (tab === "run") showRun();
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
for (const name of tabs) element(`tab-${name}`).onclick = () => choose(name);
element("dataset").onchange = () => void attempt(() => openDataset(element<HTMLSelectElement>("dataset").value));
element("filter").onchange = () => data && list.load(path, data, element<HTMLSelectElement>("filter").value);
setInterval(() => void attempt(refresh), refreshEvery);

// The token has become a cookie; it need not stay where it can be read over a shoulder.
if (location.search.includes("token")) history.replaceState(null, "", location.pathname);
await attempt(async () => {
  await refresh();
  const isDriven = folder!.driven;
  element("tab-teleop").hidden = !isDriven;
  if (isDriven) {
    choose("teleop");
    teleop.connect("driver");
  } else if (folder!.datasets.length > 0) {
    await openDataset(folder!.datasets[0].path);
  }
});
document.body.dataset.ready = "yes";
