import * as api from "./api";

let drawn = "";

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 0)} MB`;

/** All datasets of the folder with their sizes and rates. @param open Shows one of them. */
export async function showDatasets(target: HTMLElement, open: (path: string) => void): Promise<void> {
  const rows = await api.datasets(), now = JSON.stringify(rows);
  if (now === drawn && target.childElementCount > 0) return;
  drawn = now;
  const table = document.createElement("table");
  table.innerHTML = "<tr><th scope=col align=left>dataset</th><th scope=col align=left>task</th><th scope=col align=left>kind</th>"
    + "<th scope=col>episodes</th><th scope=col>attempts</th><th scope=col>kept</th><th scope=col>steps</th><th scope=col>steps an episode</th><th scope=col>size</th></tr>";
  for (const row of rows) {
    const line = table.insertRow(), name = document.createElement("button");
    name.textContent = row.name;
    name.className = "link";
    name.onclick = () => open(row.path);
    line.insertCell().append(name);
    if (row.fault) {
      const cell = line.insertCell();
      cell.colSpan = 8;
      cell.className = "fault";
      cell.textContent = row.fault;
      continue;
    }
    const { episodes, attempts, kept, steps } = row, counted = episodes !== null && attempts !== null && kept !== null && steps !== null;
    const numbers = counted
      ? [String(episodes), String(attempts), attempts > 0 ? `${((100 * kept) / attempts).toFixed(1)} %` : "", String(steps), episodes > 0 ? (steps / episodes).toFixed(1) : ""]
      : ["", "", "under way", "", ""];
    for (const text of [row.task, row.kind, ...numbers, megabytes(row.bytes)]) line.insertCell().textContent = text;
  }
  target.replaceChildren(rows.length > 0 ? table : "There is no dataset in this folder yet.");
}
