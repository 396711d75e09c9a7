import type { Episode } from "./api";

/** A step of an episode that somebody wants to see. */
export interface Moment { step: number; what: string }

const contactFlag = 1, revealedFlag = 2;
const isOwn = (mode: number) => mode === 0 || mode === 4;
const isCorrection = (mode: number) => mode === 1 || mode === 2 || mode === 3;

/**
 * Where the mistakes of an episode show: a mistake is what the policy (or a person, on purpose) did before it was corrected,
 * or before the episode failed, and it shows where the wrong belief meets the world.
 */
export function mistakesOf(episode: Episode): Moment[] {
  const found: Moment[] = [];
  for (let start = 0, end: number; start < episode.steps; start = end) {
    const own = isOwn(episode.mode[start]);
    for (end = start + 1; end < episode.steps && isOwn(episode.mode[end]) === own; end++);
    if (!own) continue;
    const isCorrected = end < episode.steps && isCorrection(episode.mode[end]);
    // What nobody corrected went well, or the episode failed by it.
    if (!isCorrected && (end < episode.steps || episode.reason === "Kept")) continue;
    // Whoever corrects at once does so in the very step in which the contact is seen.
    const last = Math.min(end, episode.steps - 1);
    const contact = firstOf(episode.flags, contactFlag, start, last), revealed = firstOf(episode.flags, revealedFlag, start, last);
    if (contact >= 0) found.push({ step: contact, what: "contact" });
    else if (revealed >= 0) found.push({ step: revealed, what: "the truth becomes known" });
    else if (isCorrected) found.push({ step: end - 1, what: "no contact; the last step before the correction" });
  }
  return found;
}

/** Where somebody, or a replay, begins to correct. A demonstration corrects nothing. */
export function interventionsOf(episode: Episode): Moment[] {
  const found: Moment[] = [];
  for (let t = 1; t < episode.steps; t++) {
    if (isCorrection(episode.mode[t]) && isOwn(episode.mode[t - 1])) found.push({ step: t, what: "the correction begins" });
  }
  return found;
}

/** The one after a step, and after the last the first again; undefined where there is none but the one at that step. */
export function nextOf(moments: Moment[], step: number): Moment | undefined {
  const next = moments.find((moment) => moment.step > step) ?? moments[0];
  return next?.step === step ? undefined : next;
}

// Where a flag goes up: one that was up before, as after an earlier correction, tells nothing of this mistake.
function firstOf(flags: Uint8Array, flag: number, from: number, last: number): number {
  for (let t = from; t <= last; t++) {
    if (flags[t] & flag && (t === 0 || !(flags[t - 1] & flag))) return t;
  }
  return -1;
}
