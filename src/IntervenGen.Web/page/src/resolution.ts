import type { WebGLRenderer } from "three";

const framesToJudge = 4;
const step = 0.8, least = 0.5;

/** Whether pictures are drawn on the processor, where every pixel counts. */
export function isSoftware(): boolean {
  const gl = document.createElement("canvas").getContext("webgl2"), names = gl?.getExtension("WEBGL_debug_renderer_info");
  const name = gl && names ? String(gl.getParameter(names.UNMASKED_RENDERER_WEBGL)) : "";
  gl?.getExtension("WEBGL_lose_context")?.loseContext();
  return /swiftshader|llvmpipe|software/i.test(name);
}

/** Pixels a picture: fewer while things move and the machine cannot keep up, all of them once they rest. */
export class Resolution {
  /** Frames that take longer make moving pictures coarser, milliseconds. At first less than the 33 ms of 30 frames a second. */
  budgetMs = 28;
  private moving = 1;
  private slow = 0;
  private judged = 0;

  /** @param rest Ratio of a picture at rest; more than the screen's smooths edges where the renderer does not. */
  constructor(private readonly renderer: WebGLRenderer, private readonly rest: number) {
    this.use(rest);
  }

  get isCoarse(): boolean { return this.renderer.getPixelRatio() !== this.rest; }

  /** Before a moving picture; `passed` is how long the frame before took, where that was a moving one as well. */
  move(passed: number | undefined): void {
    if (passed !== undefined) {
      this.judged++;
      if (passed > this.budgetMs) this.slow++;
    }
    if (this.judged >= framesToJudge) {
      if (this.slow > framesToJudge / 2) this.moving = Math.max(least, this.moving * step);
      this.judged = this.slow = 0;
    }
    this.use(Math.min(this.rest, this.moving));
  }

  /** Before a picture at rest. One disturbance must not count for ever: the next motion tries a little more. */
  settle(): void {
    this.moving = Math.min(1, this.moving / step);
    this.judged = this.slow = 0;
    this.use(this.rest);
  }

  private use(ratio: number): void {
    if (this.renderer.getPixelRatio() !== ratio) this.renderer.setPixelRatio(ratio);
  }
}
