import * as api from "./api";
import { choose, type Wanted } from "./wanted";
import { modeColours } from "./world";

/** Who picked an episode: a hand in the list, a key that may be held, or the page itself. */
export type Pick = "hand" | "key" | "page";

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
  private tagsOf: (episode: number) => string = () => "";
  private readonly runs = new Map<number, api.Runs>();
  private readonly rowOf = new Map<number, HTMLElement>();

  constructor(private readonly list: HTMLElement, private readonly rows: HTMLElement, private readonly pick: (episode: number, by: Pick) => void) {
    list.addEventListener("scroll", () => this.draw());
    new ResizeObserver(() => this.draw()).observe(list);
    list.addEventListener("keydown", (event) => {
      const page = Math.max(1, Math.floor(list.clientHeight / rowHeight) - 1), all = this.shown.length;
      const by = ({ ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, End: all, Home: -all } as Record<string, number>)[event.code];
      if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      this.move(by);
    });
  }

  /** Shows a dataset, another one or the same with more in it. What is selected and the place in the list stay where the path is the same. */
  load(path: string, data: api.Dataset, wanted: Wanted, tagsOf: (episode: number) => string): void {
    const isSame = path === this.path && data.steps.length >= (this.data?.steps.length ?? 0);
    if (!isSame) {
      this.runs.clear();
      this.selected = -1;
      this.list.scrollTop = 0;
    }
    this.path = path;
    this.data = data;
    this.tagsOf = tagsOf;
    this.shown = choose(data, wanted, tagsOf);
    this.rows.style.height = `${this.shown.length * rowHeight}px`;
    this.rows.replaceChildren();
    this.rowOf.clear();
    this.draw();
  }

  get first(): number { return this.shown[0] ?? -1; }

  /** How many rows there are under the filter. */
  get count(): number { return this.shown.length; }

  move(by: number): void {
    const from = this.shown.indexOf(this.selected), to = Math.max(0, Math.min(this.shown.length - 1, from + by));
    if (to !== from && to < this.shown.length) this.select(this.shown[to], "key");
  }

  select(episode: number, by: Pick): void {
    this.mark(this.selected, false);
    this.selected = episode;
    this.mark(episode, true);
    const top = this.shown.indexOf(episode) * rowHeight;
    if (top >= 0 && (top < this.list.scrollTop || top + rowHeight > this.list.scrollTop + this.list.clientHeight)) {
      this.list.scrollTop = Math.max(0, top - rowHeight);
    }
    this.draw();
    this.pick(episode, by);
  }

  private mark(episode: number, isOn: boolean): void {
    const row = this.rowOf.get(episode);
    row?.classList.toggle("on", isOn);
    row?.setAttribute("aria-selected", String(isOn));
  }

  // The list keeps the focus and names the row that it is on; a row out of sight does not exist and cannot be named.
  private point(): void {
    const row = this.rowOf.get(this.selected);
    if (row) this.list.setAttribute("aria-activedescendant", row.id);
    else this.list.removeAttribute("aria-activedescendant");
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
    this.point();
    clearTimeout(this.asking);
    if ([...seen].some((episode) => !this.runs.has(episode))) this.asking = setTimeout(() => void this.fetchRuns(), restBeforeAsking);
  }

  private row(episode: number, place: number): HTMLElement {
    const data = this.data!, row = document.createElement("div");
    row.className = episode === this.selected ? "row on" : "row";
    row.style.top = `${place * rowHeight}px`;
    row.id = `row-${episode}`;
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", String(episode === this.selected));
    row.setAttribute("aria-posinset", String(place + 1));
    row.setAttribute("aria-setsize", String(this.shown.length));
    row.dataset.episode = String(episode);
    const kept = data.reason[episode] === 0;
    const tags = this.tagsOf(episode);
    const seen = document.createElement("span"), heard = document.createElement("span");
    heard.className = "unseen";
    heard.textContent = `episode ${episode}, ${kept ? "kept" : data.reasonNames[data.reason[episode]]}, ${data.steps[episode]} steps${tags && `, ${tags}`}`;
    seen.ariaHidden = "true";
    seen.append(`${kept ? "✓" : "✗"} ${episode} · ${data.steps[episode]} steps${kept ? "" : " · " + data.reasonNames[data.reason[episode]]}${tags && ` · ${tags}`}`);
    row.append(seen, heard);
    const runs = document.createElement("div");
    runs.className = "runs";
    row.append(runs);
    this.paint(runs, episode);
    row.onclick = () => this.select(episode, "hand");
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
