import * as api from "./api";
import { modeColours } from "./world";

const rowHeight = 40, rowsAround = 2;
// Scrolling past rows is no reason to ask for them.
const restBeforeAsking = 80;

/** The list of episodes: only rows that are seen exist, and only their modes are asked for. */
export class EpisodeList {
  selected = -1;
  private data?: api.Dataset;
  private path = "";
  private shown: number[] = [];
  private asking = 0;
  private readonly runs = new Map<number, api.Runs>();
  private readonly rowOf = new Map<number, HTMLElement>();

  constructor(private readonly list: HTMLElement, private readonly rows: HTMLElement, private readonly pick: (episode: number) => void) {
    list.addEventListener("scroll", () => this.draw());
    new ResizeObserver(() => this.draw()).observe(list);
    list.addEventListener("keydown", (event) => {
      const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
      if (by === 0) return;
      event.preventDefault();
      event.stopPropagation();
      this.move(by);
    });
  }

  /** Shows a dataset, another one or the same with more in it. What is selected and the place in the list stay where the path is the same. */
  load(path: string, data: api.Dataset, filter: string): void {
    const isSame = path === this.path && data.steps.length >= (this.data?.steps.length ?? 0);
    if (!isSame) {
      this.runs.clear();
      this.selected = -1;
      this.list.scrollTop = 0;
    }
    this.path = path;
    this.data = data;
    this.shown = data.steps.map((_, i) => i).filter((i) =>
      filter === "kept" ? data.reason[i] === 0 : filter === "failed" ? data.reason[i] !== 0 : filter === "mistake" ? data.mistake[i] > 0 : true);
    this.rows.style.height = `${this.shown.length * rowHeight}px`;
    this.rows.replaceChildren();
    this.rowOf.clear();
    this.draw();
  }

  get first(): number { return this.shown[0] ?? -1; }

  move(by: number): void {
    const at = this.shown.indexOf(this.selected) + by;
    if (at >= 0 && at < this.shown.length) this.select(this.shown[at]);
  }

  select(episode: number): void {
    this.rowOf.get(this.selected)?.classList.remove("on");
    this.selected = episode;
    this.rowOf.get(episode)?.classList.add("on");
    const top = this.shown.indexOf(episode) * rowHeight;
    if (top < this.list.scrollTop || top + rowHeight > this.list.scrollTop + this.list.clientHeight) this.list.scrollTop = Math.max(0, top - rowHeight);
    this.draw();
    this.pick(episode);
  }

  // Rows that stay in sight stay in the document.
  private draw(): void {
    if (!this.data) return;
    const from = Math.max(0, Math.floor(this.list.scrollTop / rowHeight) - rowsAround);
    const to = Math.min(this.shown.length, from + Math.ceil(this.list.clientHeight / rowHeight) + 2 * rowsAround);
    const seen = new Set(this.shown.slice(from, to));
    for (const [episode, row] of this.rowOf) {
      if (seen.has(episode)) continue;
      row.remove();
      this.rowOf.delete(episode);
    }
    for (let place = from; place < to; place++) {
      const episode = this.shown[place];
      if (this.rowOf.has(episode)) continue;
      const row = this.row(episode, place);
      this.rowOf.set(episode, row);
      this.rows.append(row);
    }
    clearTimeout(this.asking);
    if ([...seen].some((episode) => !this.runs.has(episode))) this.asking = setTimeout(() => void this.fetchRuns(), restBeforeAsking);
  }

  private row(episode: number, place: number): HTMLElement {
    const data = this.data!, row = document.createElement("div");
    row.className = episode === this.selected ? "row on" : "row";
    row.style.top = `${place * rowHeight}px`;
    row.setAttribute("role", "option");
    row.dataset.episode = String(episode);
    const kept = data.reason[episode] === 0;
    row.append(`${kept ? "✓" : "✗"} ${episode} · ${data.steps[episode]} steps${kept ? "" : " · " + data.reasonNames[data.reason[episode]]}`);
    const runs = document.createElement("div");
    runs.className = "runs";
    row.append(runs);
    this.paint(runs, episode);
    row.onclick = () => this.select(episode);
    return row;
  }

  private paint(bar: Element, episode: number): void {
    bar.replaceChildren(...(this.runs.get(episode) ?? []).map(([mode, steps]) => {
      const run = document.createElement("span");
      run.style.cssText = `flex:${steps};background:${modeColours[mode]}`;
      run.title = `${this.data!.modes[mode]}: ${steps} steps`;
      return run;
    }));
  }

  private async fetchRuns(): Promise<void> {
    const path = this.path, missing = [...this.rowOf.keys()].filter((episode) => !this.runs.has(episode)).slice(0, 100);
    if (missing.length === 0) return;
    const runs = await api.modes(path, missing).catch(() => []);
    if (path !== this.path) return;
    runs.forEach((run, i) => {
      this.runs.set(missing[i], run);
      const row = this.rowOf.get(missing[i]);
      if (row) this.paint(row.querySelector(".runs")!, missing[i]);
    });
  }
}
