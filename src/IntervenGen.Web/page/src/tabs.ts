import { element } from "./elements";

const names = ["episodes", "datasets", "coverage", "run"] as const;
export type Tab = (typeof names)[number];

/** The tab of a name; that of episodes where there is none. */
export const tabOf = (name: string | undefined): Tab => names.find((tab) => tab === name) ?? "episodes";

/** What of the page is shown: episodes, all datasets, what one covers, or how the run went. */
export class Tabs {
  current: Tab = "episodes";

  constructor(choose: (tab: Tab) => void) {
    for (const name of names) element(`tab-${name}`).onclick = () => choose(name);
  }

  /** @param isOpen Whether a dataset is. @param isEmpty Whether there is no episode to show, and words stand in its place. */
  draw(isOpen: boolean, isEmpty: boolean): void {
    document.body.dataset.tab = this.current;
    for (const name of names) {
      const button = element(`tab-${name}`), isOn = name === this.current;
      button.classList.toggle("on", isOn);
      isOn ? button.setAttribute("aria-current", "page") : button.removeAttribute("aria-current");
    }
    element<HTMLButtonElement>("tab-coverage").disabled = !isOpen;
    element("side").hidden = !isOpen;
    const shown = this.current === "episodes" ? (isEmpty ? ["empty"] : ["views", "player"]) : [this.current];
    for (const id of ["empty", "views", "player", "datasets", "coverage", "run"]) element(id).hidden = !shown.includes(id);
  }
}
