// Keys are bound by where they lie (KeyboardEvent.code), so that W A S D stay a cross on every keyboard. What is printed on
// them is another question: the layout answers it.

interface Keyboard { getLayoutMap(): Promise<ReadonlyMap<string, string>> }

const named: Record<string, string> = {
  ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", PageUp: "Page ↑", PageDown: "Page ↓", Equal: "+", Minus: "−",
};

/** What is printed on the keys. */
export class KeyLabels {
  private readonly onLayout = new Map<string, string>();
  private isTold = false;

  /** @param changed Called whenever a key has turned out to have another label. */
  constructor(private readonly changed: () => void) {
    // Only some browsers tell the layout; in the others the keys that are pressed tell theirs.
    addEventListener("keydown", (event) => {
      const isPlain = event.key.length === 1 && !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey;
      if (isPlain && !this.isTold) this.learn([[event.code, event.key]]);
    }, true);
    // Layouts are switched elsewhere.
    addEventListener("focus", () => void this.ask());
  }

  /** Asks the browser for the layout, where it knows. */
  async ask(): Promise<void> {
    const keyboard = (navigator as unknown as { keyboard?: Keyboard }).keyboard;
    const layout = await keyboard?.getLayoutMap?.().catch(() => undefined);
    if (!layout || layout.size === 0) return;
    this.isTold = true;
    this.learn(layout);
  }

  /** The label of a key, such as "W", on an AZERTY keyboard "Z". Digits keep theirs: they are printed on every keyboard's top row. */
  of(code: string): string {
    return named[code] ?? this.onLayout.get(code) ?? code.replace(/^(Key|Digit)/, "");
  }

  private learn(keys: Iterable<readonly [string, string]>): void {
    let isNew = false;
    for (const [code, key] of keys) {
      // A letter that becomes two, as ß does, stays as it is.
      const upper = key.toLocaleUpperCase(), label = upper.length === 1 ? upper : key;
      if (!code.startsWith("Key") || label.trim() === "" || this.of(code) === label) continue;
      this.onLayout.set(code, label);
      isNew = true;
    }
    if (isNew) this.changed();
  }
}
