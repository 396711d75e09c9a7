const named = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const darkness = matchMedia("(prefers-color-scheme: dark)");

/** The colours of the present scheme, for what is drawn and not styled. */
export const theme = () => ({ ink: named("--ink"), soft: named("--soft"), line: named("--line"), edge: named("--edge"), sky: named("--sky") });

/** Calls back where the reader's system changes between light and dark. */
export const onScheme = (act: () => void) => darkness.addEventListener("change", act);

/** A canvas' context in CSS pixels, cleared. */
export function open(canvas: HTMLCanvasElement): { c: CanvasRenderingContext2D; width: number; height: number } {
  const width = canvas.clientWidth || canvas.width, height = canvas.clientHeight || canvas.height, scale = Math.min(devicePixelRatio, 2);
  canvas.width = width * scale;
  canvas.height = height * scale;
  const c = canvas.getContext("2d")!;
  c.scale(scale, scale);
  c.clearRect(0, 0, width, height);
  return { c, width, height };
}
