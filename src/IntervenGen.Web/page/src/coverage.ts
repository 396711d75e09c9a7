import * as api from "./api";
import { Chart, type Line } from "./chart";

let charts: Chart[] = [];

// How near a click must come to a dot, pixels.
const near = 8;

interface Cloud { label: string; colour: string; points: (number[] | null)[] }

/**
 * Where a dataset's objects were, were believed to be, and where its mistakes ended.
 * @param open Shows the episode whose dot was clicked.
 */
export async function showCoverage(target: HTMLElement, path: string, open: (episode: number) => void): Promise<void> {
  const coverage = await api.coverage(path);
  for (const chart of charts) chart.destroy();
  charts = [];
  target.replaceChildren();
  const grid = document.createElement("div");
  grid.className = "charts";
  target.append(grid);
  const add = (title: string, clouds: Cloud[]) => charts.push(map(grid, title, clouds, (index) => open(coverage.episodes[index])));
  coverage.objects.forEach((name, i) => add(name, [
    { points: coverage.belief[i], colour: "#d93636", label: "believed" }, { points: coverage.truth[i], colour: "#2f6fdc", label: "true" },
  ]));
  add("Hand where mistakes ended", [{ points: coverage.mistakes, colour: "#d93636", label: "mistake" }]);
  const words = document.createElement("p"), { length } = coverage.episodes;
  words.textContent = `${length < coverage.of ? `${length} of ${coverage.of} episodes, evenly chosen. ` : ""}A click on a dot opens its episode.`;
  target.append(words);
}

/** Points seen from above. */
function map(target: HTMLElement, title: string, clouds: Cloud[], open: (index: number) => void): Chart {
  const dots = clouds.flatMap(({ points }, cloud) => points.flatMap((p, index) => (p ? [{ x: p[0], y: p[1], cloud, index }] : []))).sort((a, b) => a.x - b.x);
  const chart = new Chart(target, { title, x: "x, m", y: "y, m", height: 380, isSquare: true }, (x, y, [perX, perY]) => {
    const far = (dot: { x: number; y: number }) => Math.hypot((dot.x - x) / perX, (dot.y - y) / perY);
    const best = dots.reduce<(typeof dots)[0] | undefined>((found, dot) => (!found || far(dot) < far(found) ? dot : found), undefined);
    if (best && far(best) < near) open(best.index);
  });
  const lines = clouds.map(({ label, colour }, cloud): Line => ({ label, colour, isDots: true, values: dots.map((dot) => (dot.cloud === cloud ? dot.y : null)) }));
  chart.show(dots.map(({ x }) => x), lines, dots.length > 0 ? `${dots.length} points seen from above` : "none");
  return chart;
}
