import { Address } from "./address";
import { element } from "./elements";
import { attempt } from "./faults";
import { Help } from "./help";
import { KeyLabels } from "./keylabels";
import { bindKeys, keepTypingOutOfSelects, type Shortcut } from "./keys";
import { Teleop } from "./teleop";
import { Viewer } from "./viewer";
import { World } from "./world";

const refreshEvery = 2000;

Address.dropToken();
const world = new World(element<HTMLCanvasElement>("scene"));
const labels = new KeyLabels(() => {
  help.draw();
  player.nameKeys();
  teleop?.drawKeys();
});
const help = new Help(labels);
const viewer = new Viewer(world, labels), { player, list } = viewer;
let teleop: Teleop | undefined;

const shortcuts: Record<string, Shortcut> = {
  Space: { what: "play, pause", act: () => player.toggle() },
  ArrowLeft: { what: "a step back", act: () => player.show(player.step - 1) },
  ArrowRight: { what: "a step on", act: () => player.show(player.step + 1) },
  Home: { what: "the first step", act: () => player.show(0) },
  End: { what: "the last step", act: () => player.show(Infinity) },
  KeyM: { what: "next mistake: where it meets the world", act: player.jumpToMistake },
  KeyI: { what: "next intervention", act: player.jumpToIntervention },
  ArrowUp: { what: "the episode before", act: () => list.move(-1) },
  ArrowDown: { what: "the next episode", act: () => list.move(1) },
};

/** A page that drives does nothing else: its keys would play an episode and move the robot at once. For looking there is igen view. */
function drive(): void {
  teleop = new Teleop(world, element("teleop"), element("overlay"), labels, help);
  document.querySelector("nav")!.hidden = element("player").hidden = true;
  element("teleop").hidden = false;
  element("stage").ariaLabel = "Teleoperation";
  document.body.dataset.tab = "teleop";
  teleop.connect("driver");
}

function view(): void {
  const lines = Object.entries(shortcuts).map(([code, { what }]) => ({ keys: [code], what }));
  help.show(lines, "Drag in the 3-D view to turn it; with the focus on it, arrow keys do.");
  keepTypingOutOfSelects();
  bindKeys(shortcuts, () => viewer.tabs.current === "episodes");
  let refreshing = false;
  setInterval(async () => {
    // A disk that takes its time is not asked again meanwhile.
    if (document.hidden || refreshing) return;
    refreshing = true;
    await attempt("refresh", async () => void (await viewer.refresh()));
    refreshing = false;
  }, refreshEvery);
}

let isDriven = false;
await attempt("refresh", async () => void (isDriven = (await viewer.refresh()).driven));
isDriven ? drive() : view();
await labels.ask();
document.body.dataset.ready = "yes";
