import * as api from "./api";
import { modeColours } from "./world";

const rowHeight = 40;

/** The list of episodes: only rows that are seen exist, and only their modes are asked for. */
export class EpisodeList {
  selected = -1;
  private data?: api.Dataset;
  private path = "";
  private shown: number[] = [];
  private readonly runs = new Map<number, api.Runs>();

  constructor(private readonly list: HTMLElement, private readonly rows: HTMLElement, private readonly pick: (episode: number) => void) {
    list.addEventListener("scroll", () => this.draw());
    list.addEventListener("keydown", (event) => {
      const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
      if (by === 0) return;
      event.preventDefault();
      event.stopPropagation();
      this.move(by);
    });
  }

  load(path: string, data: api.Dataset, filter: string): void {
    if (path !== this.path) this.runs.clear();
    this.path = path;
    this.data = data;
    this.shown = data.steps.map((_, i) => i).filter((i) =>
      filter === "kept" ? data.reason[i] === 0 : filter === "failed" ? data.reason[i] !== 0 : filter === "mistake" ? data.mistake[i] > 0 : true);
    this.rows.style.height = `${this.shown.length * rowHeight}px`;
    this.draw();
  }

  get first(): number { return this.shown[0] ?? -1; }

  move(by: number): void {
    const at = this.shown.indexOf(this.selected) + by;
    if (at >= 0 && at < this.shown.length) this.select(this.shown[at]);
  }

  select(episode: number): void {
    this.selected = episode;
    const top = this.shown.indexOf(episode) * rowHeight;
    if (top < this.list.scrollTop || top + rowHeight > this.list.scrollTop + this.list.clientHeight) this.list.scrollTop = Math.max(0, top - rowHeight);
    this.draw();
    this.pick(episode);
  }

  private draw(): void {
    if (!this.data) return;
    const from = Math.max(0, Math.floor(this.list.scrollTop / rowHeight) - 2);
    const to = Math.min(this.shown.length, from + Math.ceil(this.list.clientHeight / rowHeight) + 4);
    this.rows.replaceChildren(...this.shown.slice(from, to).map((episode, i) => this.row(episode, from + i)));
    void this.fetchRuns(this.shown.slice(from, to));
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
    for (const [mode, steps] of this.runs.get(episode) ?? []) {
      const run = document.createElement("span");
      run.style.cssText = `flex:${steps};background:${modeColours[mode]}`;
      run.title = `${data.modes[mode]}: ${steps} steps`;
      runs.append(run);
    }
    row.append(runs);
    row.onclick = () => this.select(episode);
    return row;
  }

  private async fetchRuns(episodes: number[]): Promise<void> {
    const missing = episodes.filter((episode) => !this.runs.has(episode));
    if (missing.length === 0) return;
    const first = missing[0], count = Math.min(100, missing[missing.length - 1] - first + 1), path = this.path;
    for (const episode of missing) this.runs.set(episode, []);
    const runs = await api.modes(path, first, count).catch(() => []);
    if (path !== this.path) return;
    runs.forEach((run, i) => this.runs.set(first + i, run));
    this.draw();
  }
}
