import * as api from "./api";
import { element } from "./elements";
import { attempt } from "./faults";
import { World } from "./world";

const modeNames = ["policy", "interpolation", "replay", "human", "mistake on purpose"];
const successFlag = 4;

/** A second episode beside the first, at the same step: of another dataset, by default with the same attempt, and so in the same scene. */
export class Compare {
  private readonly select = element<HTMLSelectElement>("other");
  private readonly number = element<HTMLInputElement>("other-episode");
  private readonly overlay = element("other-overlay");
  private world?: World;
  private data?: api.Dataset;
  private episode?: api.Episode;
  private path = "";
  private loads = 0;
  private step = 0;
  private attemptNumber = -1;

  /** @param moved Called when the two views have got other sizes. */
  constructor() {
    this.select.onchange = () => void attempt("open", () => this.open(this.select.value));
    this.number.onchange = () => void attempt("open", () => this.load(Number(this.number.value)));
    element("other-close").onclick = () => void attempt("open", () => this.open(""));
  }

  /** Offers these datasets. */
  offer(datasets: api.Entry[]): void {
    const names = datasets.map(({ path }) => path), now = [...this.select.options].slice(1).map(({ value }) => value);
    if (names.join() === now.join()) return;
    this.select.replaceChildren(new Option("compare with …", ""), ...datasets.map(({ path, name }) => new Option(name, path)));
    this.select.value = names.includes(this.path) ? this.path : "";
  }

  /** The first view shows another attempt; the second one follows where it can. */
  async follow(attemptOfFirst: number): Promise<void> {
    this.attemptNumber = attemptOfFirst;
    if (this.data) await this.load(this.partner);
  }

  /** Both views are at this step. */
  show(step: number): void {
    this.step = step;
    const e = this.episode;
    if (!e || e.steps === 0 || !this.world) return;
    const t = Math.min(step, e.steps - 1), bodies = e.bodies.length / e.steps, poses = 7 * e.objects;
    const rows = (values: Float32Array) => values.subarray(t * poses, (t + 1) * poses);
    this.world.place(e.bodies, t * bodies, rows(e.truth), rows(e.belief));
    this.world.showPathTo(t);
    const index = Number(this.number.value), isSame = this.data!.attempt[index] === this.attemptNumber;
    const end = step >= e.steps - 1 ? ` · over: ${e.flags[t] & successFlag ? "success" : e.reason}` : "";
    this.overlay.textContent = `${this.select.selectedOptions[0]?.text ?? this.path}, episode ${index}${isSame ? ", the same attempt" : ""}\n${modeNames[e.mode[t]]}${end}`;
  }

  private async open(path: string): Promise<void> {
    const loading = ++this.loads;
    this.path = path;
    element("view-other").hidden = element("other-pick").hidden = path === "";
    this.data = this.episode = undefined;
    if (path === "") {
      this.select.value = "";
      return;
    }
    const [data, scene] = await Promise.all([api.dataset(path), api.scene(path)]);
    if (loading !== this.loads) return;
    this.world ??= new World(element<HTMLCanvasElement>("other-scene"));
    this.world.load(scene);
    this.data = data;
    this.number.max = String(Math.max(0, data.steps.length - 1));
    await this.load(this.partner);
  }

  // The same attempt number is the same scene, where both were made with one seed; else the first there is.
  private get partner(): number { return Math.max(0, this.data!.attempt.indexOf(this.attemptNumber)); }

  private async load(index: number): Promise<void> {
    const loading = ++this.loads;
    if (!this.data || !(index >= 0 && index < this.data.steps.length)) return;
    const episode = await api.episode(this.path, index);
    if (loading !== this.loads) return;
    this.number.value = String(index);
    this.episode = episode;
    this.world!.setPath(episode.eef, episode.mode);
    this.show(this.step);
  }
}
