import type * as api from "./api";
import { PlaybackClock } from "./clock";
import { announce, element, write } from "./elements";
import type { KeyLabels } from "./keylabels";
import { interventionsOf, mistakesOf, nextOf, type Moment } from "./moments";
import { PlayerButtons } from "./playerbuttons";
import { drawStrip, EpisodePlots } from "./plots";
import { onScheme } from "./theme";
import { modeColours, type World } from "./world";

const modeNames = ["policy", "interpolation", "replay", "human", "mistake on purpose"];
const humanMode = 3;
const contactFlag = 1, revealedFlag = 2, successFlag = 4;
const button = (id: string) => element<HTMLButtonElement>(id);

/** Plays one episode: scrub, speed, jumps, labels and plots. */
export class Player {
  step = 0;
  private episode?: api.Episode;
  private playing = false;
  private readonly clock = new PlaybackClock();
  private mistakes: Moment[] = [];
  private interventions: Moment[] = [];
  private readonly scrub = element<HTMLInputElement>("scrub");
  private readonly buttons: PlayerButtons;
  private readonly plots = new EpisodePlots(element("plots"), (step) => this.show(step));

  /**
   * @param dataset What the episode is of: the control period in seconds, and who the operator was.
   * @param rests Called where the player has come to another step and stays there.
   * @param moves Called with every step that is shown.
   */
  constructor(
    private readonly world: World, private readonly dataset: () => { controlPeriod: number; operator: string },
    labels: KeyLabels, private readonly rests: () => void, private readonly moves: (step: number) => void,
  ) {
    this.buttons = new PlayerButtons(labels, this.scrub);
    this.scrub.oninput = () => this.show(Number(this.scrub.value));
    button("play").onclick = () => this.toggle();
    button("first").onclick = () => this.show(0);
    button("previous").onclick = () => this.show(this.step - 1);
    button("next").onclick = () => this.show(this.step + 1);
    button("next-mistake").onclick = () => this.jumpToMistake();
    button("next-intervention").onclick = () => this.jumpToIntervention();
    new ResizeObserver(() => this.drawChosen()).observe(element("strip"));
    onScheme(() => this.drawChosen());
    const tick = (now: number) => {
      requestAnimationFrame(tick);
      const step = this.clock.advance(now, this.playing, this.dataset().controlPeriod, Number(element<HTMLSelectElement>("speed").value));
      if (!this.playing || !this.episode) return;
      if (this.clock.position >= this.episode.steps - 1) this.pause();
      this.show(step, this.playing);
    };
    requestAnimationFrame(tick);
    this.drawButtons();
  }

  /** Shows an episode, paused or going on as it was. */
  load(episode: api.Episode, step = 0): void {
    this.episode = episode;
    this.mistakes = mistakesOf(episode);
    this.interventions = interventionsOf(episode);
    element("who").textContent = this.who;
    this.scrub.max = String(Math.max(0, episode.steps - 1));
    this.scrub.disabled = episode.steps < 2;
    this.world.setPath(episode.eef, episode.mode);
    this.plots.load(episode);
    this.drawChosen();
    this.step = -1;
    this.show(step);
  }

  /** Shows nothing: another dataset is being opened. */
  unload(): void {
    this.episode = undefined;
    this.mistakes = this.interventions = [];
    this.step = 0;
    this.playing = false;
    this.scrub.disabled = true;
    this.drawButtons();
  }

  toggle(): void {
    if (this.playing) this.pause();
    else if (this.episode && this.step < this.last) this.playing = true;
    this.drawButtons();
  }

  pause(): void {
    this.playing = false;
    this.drawButtons();
    this.rests();
  }

  jumpToMistake = () => this.jump("mistake", this.mistakes);
  jumpToIntervention = () => this.jump("intervention", this.interventions);

  show(step: number, playing = false): void {
    const e = this.episode;
    if (!e || e.steps === 0) return this.drawButtons();
    const t = Math.max(0, Math.min(this.last, step));
    if (!playing) this.clock.position = t;
    if (t === this.step) return;
    this.step = t;
    if (this.scrub.value !== String(t)) this.scrub.value = String(t);
    const bodies = e.bodies.length / e.steps, poses = 7 * e.objects;
    const rows = (values: Float32Array) => values.subarray(t * poses, (t + 1) * poses);
    this.world.place(e.bodies, t * bodies, rows(e.truth), rows(e.belief));
    this.world.showPathTo(t);
    const name = e.mode[t] === humanMode ? this.who : modeNames[e.mode[t]], words = this.words;
    write(element("mode-name"), name);
    element("mode-colour").style.background = modeColours[e.mode[t]];
    element("step").textContent = words;
    this.scrub.setAttribute("aria-valuetext", `${name}, ${words}`);
    this.moveCursor();
    this.drawButtons();
    this.moves(t);
    if (!playing) this.rests();
  }

  /** Names the keys as the keyboard has them. */
  nameKeys(): void {
    this.buttons.nameKeys();
  }

  private drawButtons(): void {
    const { playing: isPlaying, step, last, mistakes, interventions } = this;
    this.buttons.draw({ isShown: (this.episode?.steps ?? 0) > 0, isPlaying, step, last, mistakes, interventions });
  }

  private get last(): number { return (this.episode?.steps ?? 1) - 1; }

  // A script is never called a person.
  private get who(): string {
    return this.dataset().operator === "human" ? "human" : "operator (scripted)";
  }

  private get words(): string {
    const t = this.step, flags = this.episode!.flags[t], time = (t * this.dataset().controlPeriod).toFixed(2);
    const said = [[contactFlag, "contact"], [revealedFlag, "truth known"], [successFlag, "success"]] as const;
    return [`step ${t} of ${this.last}`, `${time} s`, ...said.filter(([flag]) => flags & flag).map(([, word]) => word)].join(" · ");
  }

  private jump(kind: string, moments: Moment[]): void {
    const next = nextOf(moments, this.step);
    if (!next) return;
    this.show(next.step);
    announce(`${kind}: ${next.what}, step ${next.step} of ${this.last}`);
  }

  // Only this moves with every step; redrawing the strip takes milliseconds that a smooth motion has not got.
  private moveCursor(): void {
    element("cursor").style.transform = `translateX(${(this.step / Math.max(1, this.last)) * (element("strip").clientWidth - 2)}px)`;
    this.plots.step = this.step;
  }

  private drawChosen(): void {
    if (!this.episode) return;
    drawStrip(element<HTMLCanvasElement>("strip"), this.episode);
    this.moveCursor();
  }
}
