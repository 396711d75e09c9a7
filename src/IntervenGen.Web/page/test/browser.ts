// As much of a browser as the page's rules ask for: who is told of an event, what time it is, what the address is.

type Listener = (event: any) => unknown;

class FakeElement {
  open = false;
  constructor(readonly tagName = "DIV") {}
}

const kinds = { HTMLElement: FakeElement } as Record<string, typeof FakeElement>;
for (const name of ["HTMLSelectElement", "HTMLInputElement", "HTMLCanvasElement", "HTMLButtonElement"]) kinds[name] = class extends FakeElement {};
const tagNames: Record<string, string> = { HTMLSelectElement: "SELECT", HTMLInputElement: "INPUT", HTMLCanvasElement: "CANVAS", HTMLButtonElement: "BUTTON" };

/** A page with nothing on it but an overlay of keys, closed. */
export class Browser {
  readonly help = new FakeElement();
  readonly history: string[] = [];
  readonly location = { hash: "", search: "", pathname: "/" };
  readonly navigator: { getGamepads?: () => unknown[]; hid?: unknown; keyboard?: unknown } = {};
  readonly document = { hidden: false, getElementById: () => this.help };
  now = 1000;
  private listeners: [name: string, listener: Listener][] = [];
  private timers: { id: number; at: number; act: () => void }[] = [];
  private lastTimer = 0;

  constructor() {
    const go = (kind: string) => (_state: unknown, _title: unknown, address: string) => {
      this.history.push(`${kind} ${address}`);
      this.location.hash = address.includes("#") && !address.endsWith("#") ? address.slice(address.indexOf("#")) : "";
    };
    const globals: Record<string, unknown> = {
      ...kinds, location: this.location, document: this.document, navigator: this.navigator,
      history: { pushState: go("push"), replaceState: go("replace") },
      performance: { now: () => this.now },
      addEventListener: (name: string, listener: Listener) => this.listeners.push([name, listener]),
      setTimeout: (act: () => void, ms: number) => {
        this.timers.push({ id: ++this.lastTimer, at: this.now + ms, act });
        return this.lastTimer;
      },
      clearTimeout: (id: number) => (this.timers = this.timers.filter((timer) => timer.id !== id)),
    };
    for (const [name, value] of Object.entries(globals)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }

  /** Tells everybody who listens, at once; what they do later can be waited for. */
  async fire(name: string, event: object = {}): Promise<void> {
    await Promise.all([...this.listeners].filter(([wanted]) => wanted === name).map(([, listener]) => listener(event)));
  }

  /** A key goes down or up; true if the page kept it for itself. */
  key(code: string, more: { up?: boolean; on?: string; type?: string; key?: string; repeat?: boolean; ctrlKey?: boolean; altKey?: boolean; metaKey?: boolean; shiftKey?: boolean } = {}): boolean {
    let isKept = false;
    const target = Object.assign(new kinds[more.on ?? "HTMLElement"](tagNames[more.on ?? ""] ?? "BODY"), { type: more.type ?? "range" });
    void this.fire(more.up ? "keyup" : "keydown", { code, key: code, ...more, target, preventDefault: () => (isKept = true) });
    return isKept;
  }

  /** Time goes by, and what was to be done in it is done. */
  pass(ms: number): void {
    this.now += ms;
    const due = this.timers.filter((timer) => timer.at <= this.now);
    this.timers = this.timers.filter((timer) => timer.at > this.now);
    due.forEach((timer) => timer.act());
  }
}
