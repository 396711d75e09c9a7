/** Where a playback is, in steps, as frames come when they come. */
export class PlaybackClock {
  /** The place, in steps and parts of one. */
  position = 0;
  private seen = 0;

  /**
   * A frame: the step to be shown now. A page that was out of sight goes on where it was.
   * @param now When, milliseconds. @param isPlaying Whether time moves anything. @param period One step, seconds. @param speed How fast, 1 being life.
   */
  advance(now: number, isPlaying: boolean, period: number, speed: number): number {
    const passed = Math.min(longestFrame, (now - this.seen) / 1000);
    this.seen = now;
    if (isPlaying) this.position += (passed / period) * speed;
    return Math.floor(this.position);
  }
}

const longestFrame = 0.1;
