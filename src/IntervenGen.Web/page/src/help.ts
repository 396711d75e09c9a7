import { element } from "./elements";
import type { KeyLabels } from "./keylabels";

/** One line of a list of keys. `keys` are codes (KeyboardEvent.code), or "?" itself; `to` joins the first and the last of a row. */
export interface KeyLine { keys: string[]; what: string; to?: true }

export const isHelpOpen = () => element<HTMLDialogElement>("help").open;

/** Fills a list with keys and what they do. */
export function listKeys(list: HTMLElement, lines: KeyLine[], labels: KeyLabels): void {
  list.replaceChildren(...lines.map(({ keys, what, to }) => {
    const item = document.createElement("li");
    keys.forEach((code, i) => {
      const key = document.createElement("kbd");
      key.textContent = labels.of(code);
      if (i > 0) item.append(to ? " … " : " ");
      item.append(key);
    });
    item.append(` ${what}`);
    return item;
  }));
}

/** The overlay of all keys: "?" opens and closes it, and while it is open no other key counts. */
export class Help {
  private lines: KeyLine[] = [];

  constructor(private readonly labels: KeyLabels) {
    const dialog = element<HTMLDialogElement>("help");
    element("help-open").onclick = () => dialog.showModal();
    // By what is typed, not by where it lies; first of all, as on some layouts that key has another use without Shift.
    addEventListener("keydown", (event) => {
      const isTyped = event.target instanceof HTMLInputElement && event.target.type !== "range";
      if (event.key !== "?" || event.ctrlKey || event.metaKey || isTyped) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!event.repeat) dialog.open ? dialog.close() : dialog.showModal();
    }, true);
    dialog.onclick = (event) => event.target === dialog && dialog.close();
  }

  /** Says which keys the page has, and what else there is to know. */
  show(lines: KeyLine[], words: string): void {
    this.lines = lines;
    element("help-words").textContent = words;
    this.draw();
  }

  draw(): void {
    listKeys(element("help-keys"), [...this.lines, { keys: ["?"], what: "these keys" }], this.labels);
  }
}
