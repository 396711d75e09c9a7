import * as api from "./api";
import * as charts from "./charts";

/** Where a dataset's objects were, were believed to be, and where its mistakes ended. */
export async function showCoverage(target: HTMLElement, path: string): Promise<void> {
  const coverage = await api.coverage(path);
  const canvas = (width: number, height: number) => {
    const made = document.createElement("canvas");
    made.style.cssText = `width:${width}px;height:${height}px`;
    target.append(made);
    return made;
  };
  target.replaceChildren();
  coverage.objects.forEach((name, i) => charts.map(canvas(380, 400), `${name}: truth and belief`, [
    { points: coverage.belief[i], colour: "#e5262d", label: "belief" }, { points: coverage.truth[i], colour: "#245c9c", label: "truth" },
  ]));
  charts.map(canvas(380, 400), "where the mistakes ended (end effector)", [{ points: coverage.mistakes, colour: "#d93636", label: "mistake" }]);
  if (coverage.episodes.length < coverage.of) target.append(`${coverage.episodes.length} of ${coverage.of} episodes, evenly chosen`);
}
