import { element, write } from "./elements";

const faults = new Map<string, string>();

/** Runs something that may fail, and says why it did until the same kind of work succeeds. */
export async function attempt(kind: "open" | "refresh", work: () => Promise<void>): Promise<void> {
  try {
    await work();
    faults.delete(kind);
  } catch (error) {
    faults.set(kind, error instanceof Error ? error.message : String(error));
  }
  show("error", [...faults.values()].join(" · "));
}

/** Says what was done otherwise than asked; "" takes it back. */
export const notice = (text: string) => show("notice", text);

function show(id: string, text: string): void {
  const line = element(id);
  line.hidden = text === "";
  write(line, text);
}
