import { isHelpOpen } from "./help";

/** What one key does. */
export interface Shortcut { act: () => void; what: string }

const inSelect = ["Space", "Enter", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown"];
const inSlider = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown"];

/** Whether an element has a use of its own for a key, as a slider has for arrows. */
function owns(target: EventTarget | null, code: string): boolean {
  if (target instanceof HTMLSelectElement) return inSelect.includes(code);
  if (target instanceof HTMLInputElement) return target.type !== "range" || inSlider.includes(code);
  if (target instanceof HTMLCanvasElement) return code.startsWith("Arrow");
  return target instanceof HTMLButtonElement && (code === "Space" || code === "Enter");
}

/** Binds keys of the whole page. @param isOn Whether they count just now. */
export function bindKeys(shortcuts: Record<string, Shortcut>, isOn: () => boolean): void {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isHelpOpen()) return;
    const shortcut = shortcuts[event.code];
    if (!shortcut || !isOn() || owns(event.target, event.code)) return;
    event.preventDefault();
    shortcut.act();
  });
}

/**
 * Keeps letters and digits out of lists that choose by them: whoever has picked a dataset and presses a key of the player
 * would otherwise have picked another dataset.
 */
export function keepTypingOutOfSelects(): void {
  addEventListener("keydown", (event) => {
    const isTyped = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey;
    if (isTyped && event.target instanceof HTMLSelectElement) event.preventDefault();
  });
  let byPointer = false;
  addEventListener("pointerdown", () => (byPointer = true), true);
  addEventListener("keydown", () => (byPointer = false), true);
  // A list that a mouse has chosen in does not keep the arrow keys and Space from the player; a keyboard's choice goes on.
  addEventListener("change", ({ target }) => byPointer && target instanceof HTMLSelectElement && target.blur());
}
