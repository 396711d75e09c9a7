import type { Dataset, Folder } from "./api";
import { element } from "./elements";
import { isNarrowed, type Wanted } from "./wanted";

/** Fills the place of the 3-D view where there is nothing to show, and says what to do about it. */
export function showEmpty({ folder, datasets }: Folder, opened?: Dataset): void {
  const target = element("empty"), key = `${folder} ${datasets.length} ${opened?.complete}`;
  if (target.dataset.key === key) return;
  target.dataset.key = key;
  if (opened) {
    const isDone = "All its attempts were dropped; beside stands why. Choose another dataset at the top.";
    const goesOn = "This page looks again every two seconds and shows what comes.";
    target.replaceChildren(heading("This dataset has no episode"), paragraph(opened.complete ? isDone : goesOn));
  } else if (datasets.length > 0) {
    target.replaceChildren(
      heading(`No dataset in '${folder}' can be opened`),
      paragraph("Why stands at the top. Choose another one there, or find out what is wrong:", "igen dataset verify DATASET"),
      paragraph("This page tries again every two seconds."),
    );
  } else {
    target.replaceChildren(
      heading(`There is no dataset in '${folder}' yet`),
      paragraph("Datasets are looked for here and up to three folders further down. This page looks again every two seconds and shows what comes."),
      paragraph("Make one:", "igen demo --out demo-out"),
      paragraph("Look at another folder:", "igen view FOLDER"),
    );
  }
}

const unmatched: Record<string, string> = { kept: "was kept", failed: "was dropped", mistake: "has a mistake" };

/** Says of a dataset that has rows why none is shown, and of one that has none what to expect. */
export function nothingListed(episodes: number, attempts: number, isComplete: boolean, wanted: Wanted): string {
  if (episodes > 0 && isNarrowed(wanted)) return `None of the ${episodes} episodes is what is asked for.`;
  if (episodes > 0) return `None of the ${episodes} episodes ${unmatched[wanted.show]}.`;
  if (isComplete) return `This dataset has no episode: none of its ${attempts} attempts was stored.`;
  return "This dataset has no episode yet; they appear here as soon as a run adds them.";
}

function heading(words: string): HTMLElement {
  const made = document.createElement("h2");
  made.textContent = words;
  return made;
}

function paragraph(words: string, command?: string): HTMLElement {
  const made = document.createElement("p");
  made.append(words);
  if (command) {
    const code = document.createElement("code");
    code.textContent = command;
    made.append(" ", code);
  }
  return made;
}
