import type { Dataset } from "./api";
import { announce, element } from "./elements";
import { nothingListed } from "./empty";
import type { EpisodeList } from "./list";
import type { Tags } from "./tags";
import { everything, isNarrowed, type Wanted } from "./wanted";

const withoutCount = (text: string) => text.replace(/ \(\d+\)$/, "");

/** Beside the view: what the dataset is, which of its episodes are listed, and why none is. */
export class Side {
  private readonly select = element<HTMLSelectElement>("filter");
  private readonly find = element<HTMLInputElement>("find");
  private readonly sort = element<HTMLSelectElement>("sort");
  private readonly reason = element<HTMLSelectElement>("reason");
  private readonly source = element<HTMLSelectElement>("source");
  private readonly subtask = element<HTMLSelectElement>("subtask");
  private readonly shortest = element<HTMLInputElement>("shortest");
  private readonly longest = element<HTMLInputElement>("longest");
  private path = "";
  private data?: Dataset;

  /** @param chosen Called where somebody has chosen another filter. */
  constructor(private readonly list: EpisodeList, private readonly tags: Tags, chosen: () => void) {
    const choose = () => {
      this.listEpisodes();
      announce(list.count > 0 ? `${list.count} of ${this.data?.steps.length} episodes` : element("nothing-words").textContent!);
      chosen();
    };
    this.find.oninput = choose;
    for (const control of [this.select, this.sort, this.reason, this.source, this.subtask, this.shortest, this.longest]) control.onchange = choose;
    element("show-all").onclick = () => {
      this.want(everything);
      choose();
    };
  }

  /** Which episodes are listed, and in which order. */
  get wanted(): Wanted {
    const number = (control: HTMLInputElement | HTMLSelectElement) => (control.value === "" ? undefined : Number(control.value));
    return {
      show: this.select.value, find: this.find.value.trim(), sort: this.sort.value, reason: number(this.reason), source: number(this.source),
      subtask: number(this.subtask), shortest: number(this.shortest), longest: number(this.longest),
    };
  }

  /** Puts the controls so. */
  want(wanted: Wanted): void {
    this.find.value = wanted.find;
    this.sort.value = wanted.sort;
    if (this.sort.selectedIndex < 0) this.sort.value = everything.sort;
    const put = (control: HTMLInputElement | HTMLSelectElement, value?: number) => (control.value = value === undefined ? "" : String(value));
    put(this.reason, wanted.reason);
    put(this.source, wanted.source);
    put(this.subtask, wanted.subtask);
    put(this.shortest, wanted.shortest);
    put(this.longest, wanted.longest);
    element<HTMLDetailsElement>("more").open ||= isNarrowed({ ...wanted, find: "" });
    this.filter = wanted.show;
  }

  get filter(): string { return this.select.value; }

  /** One that does not exist lists all. */
  set filter(filter: string) {
    this.select.value = filter;
    if (this.select.selectedIndex < 0) this.select.value = "all";
    this.listEpisodes();
  }

  show(path: string, data: Dataset): void {
    this.path = path;
    this.data = data;
    const reasons = Object.entries(data.reasons).map(([reason, count]) => `${reason} ${count}`).join(", ");
    element("facts").textContent = [
      `${data.kind} of ${data.task}`, `operator: ${data.operator || "none"}${data.complete ? "" : " · not complete"}`,
      `${data.steps.length} episodes of ${data.attempts} attempts`, reasons,
    ].join("\n");
    const count: Record<string, number> = { all: data.steps.length, kept: 0, failed: 0, mistake: 0 };
    data.reason.forEach((reason, i) => {
      count[reason === 0 ? "kept" : "failed"]++;
      if (data.mistake[i] > 0) count.mistake++;
    });
    this.offer(data);
    for (const option of this.select.options) option.text = `${withoutCount(option.text)} (${count[option.value]})`;
    this.listEpisodes();
  }

  // What there is to choose from, with how many episodes each; a choice that still exists stays.
  private offer(data: Dataset): void {
    const fill = (select: HTMLSelectElement, values: number[], name: (value: number) => string) => {
      const before = select.value, counts = new Map<number, number>();
      for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
      const found = [...counts].filter(([value]) => value >= 0).sort(([a], [b]) => a - b);
      select.replaceChildren(new Option("any", ""), ...found.map(([value, count]) => new Option(`${name(value)} (${count})`, String(value))));
      select.value = before;
      if (select.selectedIndex < 0) select.value = "";
    };
    fill(this.reason, data.reason, (reason) => data.reasonNames[reason]);
    fill(this.source, data.source, (source) => `episode ${source}`);
    fill(this.subtask, data.subtask, (subtask) => data.subtasks[subtask] ?? String(subtask));
  }

  private listEpisodes(): void {
    const { data } = this;
    if (!data) return;
    const wanted = this.wanted;
    this.list.load(this.path, data, wanted, this.tags.of);
    const isEmpty = this.list.count === 0;
    element("nothing").hidden = !isEmpty;
    element("list").hidden = isEmpty;
    element("show-all").hidden = data.steps.length === 0;
    if (isEmpty) element("nothing-words").textContent = nothingListed(data.steps.length, data.attempts, data.complete, wanted);
  }
}
