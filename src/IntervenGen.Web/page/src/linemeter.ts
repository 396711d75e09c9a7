/** How many pictures come a second, and how long a message takes there and back. */
export class LineMeter {
  /** Pictures since the last words. */
  pictures = 0;
  private since = 0;
  private askedAt?: number;
  private roundTrip?: number;

  /** A question has gone out; `now` in milliseconds. One that is still open counts from when it was asked first. */
  asked(now: number): void {
    this.askedAt ??= now;
  }

  answered(now: number): void {
    if (this.askedAt !== undefined) this.roundTrip = now - this.askedAt;
    this.askedAt = undefined;
  }

  /** What to say at `now`, milliseconds; counts pictures anew. */
  words(now: number): string {
    const seconds = (now - this.since) / 1000, rate = this.since > 0 && seconds > 0 ? this.pictures / seconds : undefined;
    this.since = now;
    this.pictures = 0;
    // An answer that is late is at least so late.
    const waits = this.askedAt === undefined ? 0 : now - this.askedAt, delay = this.roundTrip === undefined && waits === 0 ? undefined : Math.max(this.roundTrip ?? 0, waits);
    return [rate === undefined ? "" : `${rate.toFixed(0)} pictures/s`, delay === undefined ? "" : `${delay.toFixed(0)} ms there and back`].filter(Boolean).join(" · ");
  }
}
