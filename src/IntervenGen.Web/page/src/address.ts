// What is looked at stands behind the address's '#': it can be kept, sent on and loaded again, and no request carries it.

/** Where somebody is. The token is no part of it. */
export interface Place {
  dataset?: string; episode?: number; step?: number; tab?: string; show?: string; find?: string; sort?: string;
  reason?: number; source?: number; subtask?: number; shortest?: number; longest?: number;
}

/** Reads what stands behind the '#'. What makes no sense is left out. */
export function parse(hash: string): Place {
  const words = new URLSearchParams(hash.replace(/^#/, "")), place: Place = {};
  for (const name of ["dataset", "tab", "show", "find", "sort"] as const) {
    const text = words.get(name);
    if (text) place[name] = text;
  }
  for (const name of ["episode", "step", "reason", "source", "subtask", "shortest", "longest"] as const) {
    const text = words.get(name);
    if (text && /^\d{1,9}$/.test(text)) place[name] = Number(text);
  }
  return place;
}

/** The text behind the '#', with it. */
export function format(place: Place): string {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(place)) {
    if (value !== undefined) words.set(name, String(value));
  }
  // Folders stay readable; a slash needs no other form behind a '#'.
  return `#${words.toString().replaceAll("%2F", "/")}`;
}

const restBeforeWriting = 300, oneMove = 1000;

/** The browser's address: a choice can be gone back on, a step among others cannot. */
export class Address {
  private waiting = 0;
  private movedAt = -Infinity;
  private visits = 0;

  /** @param here Where the page is. @param visit Goes where the browser's history, or a hand in the address, leads. */
  constructor(private readonly here: () => Place, visit: (place: Place) => Promise<void>) {
    addEventListener("popstate", async () => {
      this.forget();
      this.visits++;
      await visit(parse(location.hash));
      this.visits--;
      this.rest();
    });
    addEventListener("pagehide", () => this.flush());
  }

  /** The token has become a cookie, and need not stay where it can be read over a shoulder or copied with the address. */
  static dropToken(): void {
    if (location.search.includes("token")) history.replaceState(null, "", location.pathname + location.hash);
  }

  /** Before a choice: where one was, to the step, is where "back" leads. */
  flush(): void {
    if (this.waiting) this.write();
  }

  /** After a choice. One of many in a row, as when a key is held, takes the place of the one before. */
  choose(isOneOfMany = false): void {
    const now = performance.now(), joins = isOneOfMany && now - this.movedAt < oneMove;
    this.movedAt = isOneOfMany ? now : -Infinity;
    this.forget();
    const text = format(this.here());
    if (text === (location.hash || "#")) return;
    joins ? history.replaceState(null, "", text) : history.pushState(null, "", text);
  }

  /** The page is somewhere else without a choice. Browsers refuse hundreds of changes in a few seconds, so only where it rests is kept. */
  rest(): void {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.write(), restBeforeWriting);
  }

  private write(): void {
    this.forget();
    // On the way somewhere the page is still where it was, and the address is not.
    if (this.visits > 0) return;
    const text = format(this.here());
    if (text !== (location.hash || "#")) history.replaceState(null, "", text);
  }

  private forget(): void {
    clearTimeout(this.waiting);
    this.waiting = 0;
  }
}
