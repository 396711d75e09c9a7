import uPlot from "uplot";
import { onScheme, theme } from "./theme";

/** One line of a chart, or a cloud of dots; `null` is a gap. */
export interface Line { label: string; colour: string; values: (number | null)[]; isDots?: true }

/** What a chart is of. `x` and `y` are the axes' names with units; `low` and `high` fix the y axis. */
export interface Frame { title: string; x: string; y: string; height: number; low?: number; high?: number; sync?: string; isSquare?: true }

const digits = (value: number | null | undefined) => (value === null || value === undefined ? "" : Math.abs(value) < 10 ? value.toFixed(3) : value.toFixed(1));

/**
 * A chart with axes, units and values at the pointer. Dragging zooms in, a double click shows all again. Charts with the same `sync`
 * share their pointer; a line across says where the scene is.
 */
export class Chart {
  readonly root = document.createElement("div");
  private readonly head = document.createElement("p");
  private readonly mark = document.createElement("i");
  private readonly sizes: ResizeObserver;
  private readonly redress = () => this.build();
  private plot?: uPlot;
  private at?: number;
  private xs: number[] = [];
  private lines: Line[] = [];

  /** @param pick Called with the place in the chart where somebody has clicked, and how far a pixel reaches there. */
  constructor(target: HTMLElement, private readonly frame: Frame, private readonly pick?: (x: number, y: number, pixel: [x: number, y: number]) => void) {
    this.root.className = "chart";
    this.root.role = "img";
    this.head.className = "chart-head";
    this.mark.className = "chart-mark";
    this.root.append(this.head);
    target.append(this.root);
    this.root.title = "drag to zoom in, double-click for all";
    this.sizes = new ResizeObserver(() => this.plot?.setSize(this.size));
    this.sizes.observe(this.root);
    onScheme(this.redress);
  }

  /** Shows lines over `xs`, which never fall. `words` say what a reader would see. */
  show(xs: number[], lines: Line[], words: string): void {
    const isAlike = lines.length === this.lines.length && lines.every(({ label, colour }, i) => label === this.lines[i].label && colour === this.lines[i].colour);
    this.xs = xs;
    this.lines = lines;
    this.root.ariaLabel = `${this.frame.title}: ${words}`;
    if (isAlike && this.plot && !this.frame.isSquare) this.plot.setData(this.data);
    else this.build();
    this.moveMark();
  }

  /** Draws a line across at an x; none where it is undefined. */
  set marked(x: number | undefined) {
    this.at = x;
    this.moveMark();
  }

  destroy(): void {
    this.sizes.disconnect();
    this.plot?.destroy();
    this.plot = undefined;
    this.root.remove();
  }

  private get data(): uPlot.AlignedData { return [this.xs, ...this.lines.map(({ values }) => values)] as uPlot.AlignedData; }

  private get size(): { width: number; height: number } {
    const width = Math.max(120, this.root.clientWidth);
    return { width, height: this.frame.isSquare ? Math.min(width, this.frame.height) : this.frame.height };
  }

  private build(): void {
    if (!this.root.isConnected) return;
    this.plot?.destroy();
    this.plot = new uPlot(this.options(), this.data, this.root);
    this.plot.root.querySelector("canvas")!.ariaHidden = "true";
    this.plot.over.append(this.mark);
    if (this.pick) this.plot.over.addEventListener("click", () => this.click());
    this.say(null);
    this.moveMark();
  }

  private options(): uPlot.Options {
    const { frame, lines } = this, { soft, line } = theme(), font = "11px system-ui, sans-serif";
    const axis = (label: string, size: number): uPlot.Axis =>
      ({ label, size, labelSize: 16, labelGap: 0, gap: 3, font, labelFont: font, stroke: soft, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1, size: 4 } });
    return {
      ...this.size, legend: { show: false }, padding: [6, 10, 0, 0],
      cursor: { sync: frame.sync ? { key: frame.sync } : undefined, drag: { x: true, y: frame.isSquare === true }, points: { show: !frame.isSquare } },
      scales: { x: { time: false, range: frame.isSquare ? this.squared(0) : undefined }, y: { range: this.yRange } },
      axes: [axis(frame.x, 26), axis(frame.y, 40)],
      series: [{}, ...lines.map(({ label, colour, isDots }): uPlot.Series => isDots
        ? { label, stroke: colour, paths: () => null, points: { show: true, size: 5, fill: `${colour}99`, stroke: `${colour}99`, width: 1 } }
        : { label, stroke: colour, width: 1.5, points: { show: this.xs.length < 40, size: 4, fill: colour } })],
      hooks: { setCursor: [(plot) => this.say(plot.cursor.idx ?? null)], setScale: [() => this.moveMark()], draw: [() => this.moveMark()] },
    };
  }

  private get yRange(): uPlot.Range.MinMax | uPlot.Range.Function | undefined {
    const { low, high, isSquare } = this.frame;
    // While somebody has zoomed in, what they chose counts.
    return isSquare ? this.squared(1) : low === undefined || high === undefined ? undefined : [low, high];
  }

  // Seen from above, a centimetre is as long in x as in y.
  private squared(axis: 0 | 1): uPlot.Range.Function {
    const ends = [0, 1].map((i) => {
      const all = i === 0 ? this.xs : this.lines.flatMap(({ values }) => values).filter((value): value is number => value !== null);
      return all.length === 0 ? [-0.5, 0.5] : [min(all), max(all)];
    });
    const half = (Math.max(ends[0][1] - ends[0][0], ends[1][1] - ends[1][0], 0.02) / 2) * 1.1, middle = (ends[axis][0] + ends[axis][1]) / 2;
    return (_, low, high) => (low === null || high === null || (low <= ends[axis][0] && high >= ends[axis][1]) ? [middle - half, middle + half] : [low, high]);
  }

  private say(index: number | null): void {
    const { frame, lines, xs } = this, title = document.createElement("b"), x = index === null ? "" : ` at ${digits(xs[index])}`;
    title.textContent = frame.title;
    this.head.replaceChildren(title, ...lines.map(({ label, colour, values }) => {
      const name = document.createElement("span"), swatch = document.createElement("i");
      swatch.style.background = colour;
      name.append(swatch, `${label} ${index === null ? "" : digits(values[index])}`);
      return name;
    }), x);
  }

  private click(): void {
    const { plot } = this, { left = -1, top = -1 } = plot!.cursor;
    if (left < 0) return;
    const value = (pixel: number, scale: string) => plot!.posToVal(pixel, scale);
    this.pick!(value(left, "x"), value(top, "y"), [value(1, "x") - value(0, "x"), value(0, "y") - value(1, "y")]);
  }

  private moveMark(): void {
    const { plot, at } = this;
    this.mark.hidden = at === undefined || !plot;
    if (at === undefined || !plot) return;
    const place = plot.valToPos(at, "x");
    this.mark.hidden = !(place >= 0 && place <= plot.over.clientWidth);
    this.mark.style.transform = `translateX(${place}px)`;
  }
}

export const min = (values: number[]) => values.reduce((a, b) => Math.min(a, b), Infinity);
export const max = (values: number[]) => values.reduce((a, b) => Math.max(a, b), -Infinity);
