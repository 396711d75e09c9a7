import type { Dataset } from "./api";
import { announce, element } from "./elements";
import { nothingListed } from "./empty";
import type { EpisodeList } from "./list";

const withoutCount = (text: string) => text.replace(/ \(\d+\)$/, "");

/** Beside the view: what the dataset is, which of its episodes are listed, and why none is. */
export class Side {
  private readonly select = element<HTMLSelectElement>("filter");
  private path = "";
  private data?: Dataset;

  /** @param chosen Called where somebody has chosen another filter. */
  constructor(private readonly list: EpisodeList, chosen: () => void) {
    const choose = (filter: string) => {
      this.filter = filter;
      announce(list.count > 0 ? `${list.count} of ${this.data?.steps.length} episodes` : element("nothing-words").textContent!);
      chosen();
    };
    this.select.onchange = () => choose(this.select.value);
    element("show-all").onclick = () => choose("all");
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
    for (const option of this.select.options) option.text = `${withoutCount(option.text)} (${count[option.value]})`;
    this.listEpisodes();
  }

  private listEpisodes(): void {
    const { data } = this;
    if (!data) return;
    this.list.load(this.path, data, this.filter);
    const isEmpty = this.list.count === 0;
    element("nothing").hidden = !isEmpty;
    element("list").hidden = isEmpty;
    element("show-all").hidden = data.steps.length === 0;
    if (isEmpty) element("nothing-words").textContent = nothingListed(data.steps.length, data.attempts, data.complete, this.filter);
  }
}
