import type { Dataset } from "./api";

/** Which episodes are listed, and in which order. */
export interface Wanted {
  show: string; find: string; sort: string; reason?: number; source?: number; subtask?: number; shortest?: number; longest?: number;
}

export const everything: Wanted = { show: "all", find: "", sort: "number" };

/** Whether anything but the whole list in its own order is wanted. */
export const isNarrowed = (wanted: Wanted) =>
  wanted.find !== "" || [wanted.reason, wanted.source, wanted.subtask, wanted.shortest, wanted.longest].some((value) => value !== undefined);

const isShown: Record<string, (data: Dataset, i: number) => boolean> = {
  kept: (data, i) => data.reason[i] === 0, failed: (data, i) => data.reason[i] !== 0, mistake: (data, i) => data.mistake[i] > 0,
};

/** The numbers of the episodes that are wanted, in order. @param tagsOf What somebody has noted of an episode. */
export function choose(data: Dataset, wanted: Wanted, tagsOf: (episode: number) => string): number[] {
  const shown = isShown[wanted.show], words = wanted.find.toLowerCase().split(/\s+/).filter(Boolean);
  const found = data.steps.map((_, i) => i).filter((i) =>
    (!shown || shown(data, i)) && (wanted.reason === undefined || data.reason[i] === wanted.reason)
    && (wanted.source === undefined || data.source[i] === wanted.source) && (wanted.subtask === undefined || data.subtask[i] === wanted.subtask)
    && data.steps[i] >= (wanted.shortest ?? 0) && data.steps[i] <= (wanted.longest ?? Infinity)
    && words.every((word) => matches(data, i, word, tagsOf(i))));
  const by = sorts[wanted.sort];
  return by ? found.sort((a, b) => by(data, a) - by(data, b) || a - b) : found;
}

const sorts: Record<string, (data: Dataset, i: number) => number> = {
  longest: (data, i) => -data.steps[i], shortest: (data, i) => data.steps[i], mistake: (data, i) => -data.mistake[i],
  reason: (data, i) => data.reason[i], source: (data, i) => data.source[i],
};

// A number is that of an episode; words are looked for in what is written in a row.
function matches(data: Dataset, i: number, word: string, tags: string): boolean {
  if (/^\d+$/.test(word)) return String(i) === word || tags.toLowerCase().includes(word);
  return data.reasonNames[data.reason[i]].toLowerCase().includes(word) || tags.toLowerCase().includes(word);
}
