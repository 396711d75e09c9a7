import { Address, parse, type Place } from "./address";
import * as api from "./api";
import { Compare } from "./compare";
import { showCoverage } from "./coverage";
import { showDatasets } from "./datasets";
import { announce, element } from "./elements";
import { showEmpty } from "./empty";
import { attempt, notice } from "./faults";
import type { KeyLabels } from "./keylabels";
import { EpisodeList, type Pick } from "./list";
import { Player } from "./player";
import { showRun } from "./run";
import { Side } from "./side";
import { tabOf, Tabs, type Tab } from "./tabs";
import { Tags } from "./tags";
import { everything } from "./wanted";
import type { World } from "./world";

// Of a folder full of damaged datasets, not all are tried again every two seconds.
const triesToOpen = 10;

/** Shows the datasets of a folder, and follows those that grow. */
export class Viewer {
  readonly player: Player;
  readonly list: EpisodeList;
  readonly tabs: Tabs;
  private readonly side: Side;
  private readonly tags = new Tags(storage());
  private readonly noted = element<HTMLInputElement>("tags");
  private readonly compare = new Compare();
  private readonly address: Address;
  private readonly select = element<HTMLSelectElement>("dataset");
  private readonly asked: Place = parse(location.hash);
  private folder?: api.Folder;
  private data?: api.Dataset;
  private path = "";
  private stamp = "";
  private shown = -1;
  private opens = 0;
  private loads = 0;
  // Where the next episode that the page picks itself begins, and when it is shown.
  private firstStep = 0;
  private showing: Promise<void> = Promise.resolve();

  constructor(private readonly world: World, labels: KeyLabels) {
    this.address = new Address(() => this.here, (place) => attempt("open", () => this.visit(place)));
    this.player = new Player(world, () => this.data ?? { controlPeriod: 0.05, operator: "" }, labels, () => this.address.rest(), (step) => this.compare.show(step));
    this.list = new EpisodeList(element("list"), element("rows"), (episode, by) => void attempt("open", () => this.showEpisode(episode, by)));
    this.side = new Side(this.list, this.tags, () => this.address.rest());
    this.tabs = new Tabs((tab) => this.chooseTab(tab));
    this.noted.onchange = () => {
      this.tags.set(this.shown, this.noted.value);
      this.noteTags();
      this.side.show(this.path, this.data!);
    };
    this.select.onchange = () => void attempt("open", () => this.chooseDataset(this.select.value));
  }

  /** Looks at the folder again, and at the open dataset where a run has added to it. */
  async refresh(): Promise<api.Folder> {
    const folder = this.folder = await api.folder(), names = folder.datasets.map((entry) => entry.path);
    if (folder.driven) return folder;
    if (names.join() !== [...this.select.options].map((option) => option.value).join()) {
      this.select.replaceChildren(...folder.datasets.map(({ path, name }) => new Option(name, path, false, path === this.path)));
      if (this.path && !names.includes(this.path)) this.select.selectedIndex = -1;
    }
    this.compare.offer(folder.datasets);
    this.select.hidden = names.length === 0 && this.path === "";
    element("tab-run").textContent = folder.faultsInAll > 0 ? `Run · ${folder.faultsInAll} faults` : "Run";
    if (this.tabs.current === "run") showRun(element("run"), folder);
    try {
      await (this.path ? this.follow() : this.openFirst(names));
    } finally {
      this.draw();
    }
    return folder;
  }

  private get here(): Place {
    const isShown = this.shown >= 0, { current } = this.tabs, { show, find, sort, ...rest } = this.side.wanted;
    return {
      // The folder that was opened may be the dataset itself, and has no name in it.
      dataset: this.path === "." || this.path === "" ? undefined : this.path,
      episode: isShown ? this.shown : undefined, step: isShown ? this.player.step : undefined,
      tab: current === "episodes" ? undefined : current, show: show === "all" ? undefined : show,
      find: find === "" ? undefined : find, sort: sort === "number" ? undefined : sort, ...rest,
    };
  }

  /** Opens what the address asks for, or the first dataset that can be opened: one that is damaged hides none of the others. */
  private async openFirst(names: string[]): Promise<void> {
    const asked = this.asked.dataset, isThere = asked !== undefined && names.includes(asked);
    if (asked !== undefined && !isThere) notice(`'${asked}' of the address is not in this folder`);
    let fault: unknown;
    for (const name of [...(isThere ? [asked] : []), ...names.filter((name) => name !== asked).slice(0, triesToOpen)]) {
      try {
        await this.open(name, asked === undefined || name === asked ? this.asked : { tab: this.asked.tab });
      } catch (error) {
        fault ??= error;
        continue;
      }
      if (asked !== undefined && name !== asked) {
        const why = fault instanceof Error ? `cannot be opened: ${fault.message}` : "is not in this folder";
        notice(`'${asked}' of the address ${why}; this is '${name}'`);
      }
      this.address.rest();
      return;
    }
    if (fault) throw fault;
  }

  private async open(next: string, place: Place): Promise<void> {
    const opening = ++this.opens, opened = await api.dataset(next);
    // Another one was chosen meanwhile.
    if (opening !== this.opens) return;
    this.path = next;
    this.data = opened;
    this.stamp = this.folder?.datasets.find((entry) => entry.path === next)?.stamp ?? "";
    this.select.value = next;
    this.shown = -1;
    this.loads++;
    this.player.unload();
    this.tags.open(this.folder?.folder ?? "", next);
    this.side.show(next, opened);
    if (isWanting(place)) this.side.want({ ...everything, ...place });
    this.showTab(tabOf(place.tab));
    performance.mark("list shown");
    const scene = await api.scene(next).catch((error: Error) => error);
    if (opening !== this.opens) return;
    if (scene instanceof Error) element("facts").textContent += `\n${scene.message}`;
    else this.world.load(scene);
    // Whoever was quicker than the scene keeps the row that they picked.
    if (this.list.selected >= 0) this.list.select(this.list.selected, "page");
    else this.pick(place);
  }

  /** Picks the episode that a place names, or the first in the list. */
  private pick(place: Place): void {
    const count = this.data!.steps.length, asked = place.episode, isThere = asked !== undefined && asked < count;
    if (asked !== undefined && !isThere && count > 0) notice(`'${this.name}' has ${count} episodes; the address asks for episode ${asked}`);
    const episode = isThere ? asked : this.list.first;
    if (episode < 0) return;
    this.firstStep = isThere ? place.step ?? 0 : 0;
    this.list.select(episode, "page");
  }

  private showEpisode(episode: number, by: Pick): Promise<void> {
    const step = by === "page" ? this.firstStep : 0;
    this.firstStep = 0;
    return this.showing = this.load(episode, step, by);
  }

  private async load(episode: number, step: number, by: Pick): Promise<void> {
    const loading = ++this.loads, steps = await api.episode(this.path, episode);
    // Somebody who runs down the list sees the last one that was asked for, not whichever comes last.
    if (loading !== this.loads) return;
    if (by !== "page") {
      this.address.flush();
      notice("");
    }
    this.shown = episode;
    this.player.load(steps, step);
    void attempt("open", () => this.compare.follow(this.data!.attempt[episode]));
    this.noteTags();
    element("overlay").textContent = `episode ${episode}`;
    this.draw();
    if (by === "page") this.address.rest();
    else this.address.choose(by === "key");
    announce(`episode ${episode}, ${this.data!.reasonNames[this.data!.reason[episode]]}, ${steps.steps} steps`);
    // Two frames on: the first one draws, and the second one comes when it is drawn.
    requestAnimationFrame(() => requestAnimationFrame(() => performance.mark("episode drawn")));
  }

  /** The open dataset, where a run has added to it. */
  private async follow(): Promise<void> {
    const { path } = this, entry = this.folder!.datasets.find((found) => found.path === path);
    if (!entry) throw new Error(`'${path}' is no longer there; what is shown is what was loaded`);
    if (entry.stamp === this.stamp) return;
    const data = await api.dataset(path);
    if (path !== this.path) return;
    this.data = data;
    this.stamp = entry.stamp;
    this.side.show(path, data);
    if (this.list.selected < 0 && this.list.first >= 0) this.list.select(this.list.first, "page");
  }

  private async chooseDataset(next: string): Promise<void> {
    this.address.flush();
    notice("");
    await this.open(next, { tab: this.tabs.current });
    if (this.path === next) this.address.choose();
  }

  private chooseTab(next: Tab): void {
    this.address.flush();
    this.showTab(next);
    this.address.choose();
  }

  /** Goes where the address has come to lead. */
  private async visit(place: Place): Promise<void> {
    const dataset = place.dataset ?? this.folder?.datasets[0]?.path;
    if (dataset === undefined || this.folder!.driven) return;
    this.player.pause();
    notice("");
    if (dataset !== this.path) {
      await this.open(dataset, { ...everything, ...place });
    } else {
      this.side.want({ ...everything, ...place });
      this.showTab(tabOf(place.tab));
      if (place.episode === this.shown) this.player.show(place.step ?? 0);
      else this.pick(place);
    }
    // What goes wrong there is said there.
    await this.showing.catch(() => {});
  }

  private showTab(next: Tab): void {
    this.tabs.current = next;
    this.draw();
    if (next === "coverage" && this.path) void attempt("open", () => showCoverage(element("coverage"), this.path, (episode) => this.leadTo(episode)));
    if (next === "datasets") void attempt("open", () => showDatasets(element("datasets"), (path) => void attempt("open", () => this.leave(path))));
    if (next === "run" && this.folder) showRun(element("run"), this.folder);
  }

  /** From a map or a table to what it is about. */
  private leadTo(episode: number): void {
    this.chooseTab("episodes");
    this.list.select(episode, "hand");
  }

  private async leave(path: string): Promise<void> {
    this.chooseTab("episodes");
    if (path !== this.path) await this.chooseDataset(path);
  }

  private noteTags(): void {
    this.noted.value = this.tags.of(this.shown);
    this.noted.disabled = this.shown < 0;
    element("known-tags").replaceChildren(...this.tags.known.map((tag) => new Option(tag)));
  }

  private draw(): void {
    const isEmpty = this.folder !== undefined && (this.data?.steps.length ?? 0) === 0;
    if (isEmpty) showEmpty(this.folder!, this.data);
    this.tabs.draw(this.path !== "", isEmpty);
    document.title = `${this.title} · IntervenGen`;
  }

  private get name(): string {
    return this.folder?.datasets.find((entry) => entry.path === this.path)?.name ?? this.path;
  }

  private get title(): string {
    const { current } = this.tabs;
    if (current === "datasets") return `datasets of ${this.folder?.folder}`;
    if (current === "run") return `run of ${this.folder?.folder}`;
    if (this.path === "") return `no dataset in ${this.folder?.folder}`;
    if (current === "coverage") return `coverage of ${this.name}`;
    return this.shown >= 0 ? `episode ${this.shown} of ${this.name}` : this.name;
  }
}

// A browser may keep nothing, and says so by throwing.
function storage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}

const isWanting = ({ show, find, sort, reason, source, subtask, shortest, longest }: Place) =>
  [show, find, sort, reason, source, subtask, shortest, longest].some((value) => value !== undefined);
