import { element, enable, write } from "./elements";
import type { KeyLabels } from "./keylabels";
import { nextOf, type Moment } from "./moments";

/** Where the player is in its episode. */
export interface PlayerState {
  isShown: boolean; isPlaying: boolean; step: number; last: number; mistakes: Moment[]; interventions: Moment[];
}

const names: Record<string, [name: string, code: string]> = {
  first: ["To the beginning", "Home"], previous: ["A step back", "ArrowLeft"], play: ["Play", "Space"], next: ["A step on", "ArrowRight"],
  "next-mistake": ["Next mistake", "KeyM"], "next-intervention": ["Next intervention", "KeyI"],
};
const button = (id: string) => element<HTMLButtonElement>(id);

/** The player's buttons: what can be done at a step is enabled and names its key; what cannot says why. */
export class PlayerButtons {
  private state?: PlayerState;

  /** @param otherwise Where the focus goes from a button that can no longer be pressed. */
  constructor(private readonly labels: KeyLabels, private readonly otherwise: HTMLElement) {
    this.nameKeys();
  }

  /** Names the keys as the keyboard has them. */
  nameKeys(): void {
    for (const [id, [name, code]] of Object.entries(names)) {
      if (id !== "play") button(id).setAttribute("aria-label", name);
      button(id).setAttribute("aria-keyshortcuts", code.startsWith("Key") ? this.labels.of(code) : code);
    }
    if (this.state) this.draw(this.state);
  }

  draw(state: PlayerState): void {
    this.state = state;
    const { step, last, mistakes, interventions, isPlaying } = state, first = "this is the first step", end = "this is the last step";
    this.set("first", step > 0, first);
    this.set("previous", step > 0, first);
    this.set("play", step < last, `${end}; ${this.key("first")} leads to the beginning`);
    this.set("next", step < last, end);
    this.set("next-mistake", nextOf(mistakes, step) !== undefined, mistakes.length === 0 ? "no mistake in this episode" : "the only mistake of this episode");
    const isOnly = interventions.length > 0 ? "the only intervention of this episode" : "no intervention in this episode";
    this.set("next-intervention", nextOf(interventions, step) !== undefined, isOnly);
    write(button("play"), isPlaying ? "❚❚" : "▶");
    const name = isPlaying ? "Pause" : "Play";
    if (button("play").getAttribute("aria-label") !== name) button("play").setAttribute("aria-label", name);
  }

  private set(id: string, isOn: boolean, why: string): void {
    const { isShown } = this.state!, can = isShown && isOn;
    enable(button(id), can, can ? `${names[id][0]} (${this.key(id)})` : isShown ? why : "no episode is shown", this.otherwise);
  }

  private key(id: string): string {
    return this.labels.of(names[id][1]);
  }
}
