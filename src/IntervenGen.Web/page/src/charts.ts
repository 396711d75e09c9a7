// Small charts on canvases: no library, only what is shown.

// Text is ink or soft (4.5 : 1 on white and more), lines are faint or darker (3 : 1), and the grid may be overlooked.
export const ink = "#1f2933", soft = "#52606d", faint = "#7b8794", grid = "#e4e7eb";

/** A canvas' context in CSS pixels, cleared. */
export function open(canvas: HTMLCanvasElement): { c: CanvasRenderingContext2D; width: number; height: number } {
  const width = canvas.clientWidth || canvas.width, height = canvas.clientHeight || canvas.height, scale = Math.min(devicePixelRatio, 2);
  canvas.width = width * scale;
  canvas.height = height * scale;
  const c = canvas.getContext("2d")!;
  c.scale(scale, scale);
  c.clearRect(0, 0, width, height);
  c.font = "11px system-ui, sans-serif";
  return { c, width, height };
}

/** Lines over steps in one lane of a chart; values are given as series[step * stride + offset]. */
export function lines(
  c: CanvasRenderingContext2D, title: string, top: number, height: number, width: number, steps: number,
  series: { values: ArrayLike<number>; stride: number; offset: number; colour: string }[], low: number, high: number,
): void {
  c.strokeStyle = grid;
  c.strokeRect(0.5, top + 0.5, width - 1, height - 4);
  for (const { values, stride, offset, colour } of series) {
    c.strokeStyle = colour;
    c.beginPath();
    for (let t = 0; t < steps; t++) {
      const x = (t / Math.max(1, steps - 1)) * width;
      const y = top + (height - 4) * (1 - (values[t * stride + offset] - low) / (high - low));
      t === 0 ? c.moveTo(x, y) : c.lineTo(x, y);
    }
    c.stroke();
  }
  c.fillStyle = soft;
  c.fillText(title, 4, top + 12);
}

export interface Cloud { points: (number[] | null)[]; colour: string; label: string }

/** Points seen from above, x to the right, y up, one scale for both. */
export function map(canvas: HTMLCanvasElement, title: string, clouds: Cloud[]): void {
  const { c, width, height } = open(canvas);
  canvas.role = "img";
  const all = clouds.flatMap((cloud) => cloud.points).filter((p): p is number[] => p !== null);
  canvas.ariaLabel = `${title}, seen from above: ${all.length} points`;
  if (all.length === 0) {
    c.fillStyle = ink;
    c.fillText(`${title}: none`, 40, 18);
    return;
  }
  const xs = all.map((p) => p[0]), ys = all.map((p) => p[1]);
  const [x0, x1, y0, y1] = [min(xs), max(xs), min(ys), max(ys)];
  const span = Math.max(x1 - x0, y1 - y0, 0.02) * 1.1, size = Math.min(width - 50, height - 60);
  const place = (p: number[]) => [40 + size / 2 + ((p[0] - (x0 + x1) / 2) / span) * size, 28 + size / 2 - ((p[1] - (y0 + y1) / 2) / span) * size];
  c.strokeStyle = grid;
  c.strokeRect(40, 28, size, size);
  for (const { points, colour } of clouds) {
    c.fillStyle = colour + "99";
    for (const p of points) {
      if (!p) continue;
      const [x, y] = place(p);
      c.beginPath();
      c.arc(x, y, 2.2, 0, 7);
      c.fill();
    }
  }
  c.fillStyle = ink;
  c.font = "bold 12px system-ui, sans-serif";
  c.fillText(title, 40, 18);
  c.font = "11px system-ui, sans-serif";
  c.fillStyle = soft;
  c.fillText(`${(100 * (x1 - x0)).toFixed(1)} × ${(100 * (y1 - y0)).toFixed(1)} cm`, 40, 28 + size + 14);
  let at = 40;
  for (const { label, colour } of clouds) {
    c.fillStyle = colour;
    c.fillRect(at, 28 + size + 20, 9, 9);
    c.fillStyle = soft;
    c.fillText(label, at + 14, 28 + size + 28);
    at += c.measureText(label).width + 28;
  }
}

/** A curve over gradient steps. */
export function curve(canvas: HTMLCanvasElement, title: string, points: { x: number; y: number }[], low: number, high: number, colour: string): void {
  const { c, width, height } = open(canvas);
  canvas.role = "img";
  canvas.ariaLabel = points.length > 0 ? `${title}: ${points[points.length - 1].y.toFixed(2)} at step ${points[points.length - 1].x}` : title;
  c.fillStyle = ink;
  c.fillText(title, 8, 14);
  if (points.length === 0) return;
  const last = Math.max(1, points[points.length - 1].x), top = 24, room = height - top - 20;
  c.strokeStyle = grid;
  c.strokeRect(46, top, width - 56, room);
  c.fillStyle = soft;
  c.fillText(high.toFixed(2), 4, top + 10);
  c.fillText(low.toFixed(2), 4, top + room);
  c.fillText(`step ${last}`, width - 70, height - 6);
  c.strokeStyle = colour;
  c.beginPath();
  points.forEach(({ x, y }, i) => {
    const px = 46 + (x / last) * (width - 56), py = top + room * (1 - (y - low) / (high - low || 1));
    i === 0 ? c.moveTo(px, py) : c.lineTo(px, py);
    c.fillStyle = colour;
    c.fillRect(px - 1.5, py - 1.5, 3, 3);
  });
  c.stroke();
}

export const min = (values: number[]) => values.reduce((a, b) => Math.min(a, b), Infinity);
export const max = (values: number[]) => values.reduce((a, b) => Math.max(a, b), -Infinity);
