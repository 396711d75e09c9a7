/** What somebody has noted of a dataset's episodes. Kept by the browser, for this server and folder; no request carries it. */
export class Tags {
  private all: Record<string, string> = {};
  private key = "";

  /** @param storage Where they are kept; a browser may refuse. */
  constructor(private readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem"> | undefined) {}

  /** Takes up what was noted of a dataset. */
  open(folder: string, path: string): void {
    this.key = `igen tags ${folder}/${path}`;
    try {
      const kept: unknown = JSON.parse(this.storage?.getItem(this.key) ?? "{}");
      this.all = Object.fromEntries(Object.entries(kept ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
    } catch {
      this.all = {};
    }
  }

  of = (episode: number): string => this.all[episode] ?? "";

  set(episode: number, words: string): void {
    const tags = [...new Set(words.split(",").map((word) => word.trim()).filter(Boolean))].join(", ");
    if (tags) this.all[episode] = tags;
    else delete this.all[episode];
    try {
      if (Object.keys(this.all).length > 0) this.storage?.setItem(this.key, JSON.stringify(this.all));
      else this.storage?.removeItem(this.key);
    } catch {
      // A browser without room keeps them as long as the page is open.
    }
  }

  /** All tags in use, once each. */
  get known(): string[] { return [...new Set(Object.values(this.all).flatMap((words) => words.split(", ")))].sort(); }
}
