import { formatSpan } from "../../model/time";
import type { TreeWindow } from "../../tree/protocol";
import type { TreeRow } from "../../tree/store";

/** The part of time that is shown, in milliseconds since 1970. */
export interface TimeScale {
  readonly start: number;
  readonly end: number;
  readonly now: number;
}

/** Where the bar of a row lies, in parts of the width; undefined when nothing of it is in view. */
export function laneOf(
  row: Pick<TreeRow, "start" | "end">,
  scale: TimeScale,
): { left: number; width: number } | undefined {
  if (Number.isNaN(row.start)) return undefined;
  const span = Math.max(1, scale.end - scale.start);
  const end = Number.isNaN(row.end) ? Math.max(scale.now, row.start) : row.end;
  if (end < scale.start || row.start > scale.end) return undefined;
  const left = Math.max(0, (row.start - scale.start) / span);
  const right = Math.min(1, (end - scale.start) / span);
  return { left: Math.min(left, 0.995), width: Math.max(0, right - left) };
}

const STEPS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 15e3, 3e4, 6e4, 12e4, 3e5, 6e5, 9e5, 18e5, 36e5, 72e5, 108e5,
  216e5, 432e5, 864e5, 1728e5,
];

/** Even distances of marks: at most so many in the span. */
export function tickStep(span: number, most: number): number {
  return STEPS.find((step) => span / step <= most) ?? 864e5 * Math.ceil(span / most / 864e5);
}

/** Marks of time since the start of the run, over how many actions were at work. */
export function drawAxis(
  canvas: HTMLCanvasElement,
  window: TreeWindow,
  scale: TimeScale,
  marked: [number, number] | undefined,
): void {
  const { clientWidth: width, clientHeight: height } = canvas;
  const ratio = devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio);
  if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio);
  const context = canvas.getContext("2d");
  const range = window.range;
  if (!context || !range || width === 0) return;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  const span = Math.max(1, scale.end - scale.start);
  const x = (time: number) => ((time - scale.start) / span) * width;
  const style = getComputedStyle(canvas);
  const ink = style.color;

  const bins = window.histogram;
  const peak = Math.max(1, ...bins);
  const bin = (range.end - range.start) / Math.max(1, bins.length);
  context.fillStyle = ink;
  context.globalAlpha = 0.18;
  bins.forEach((count, index) => {
    if (count === 0) return;
    const left = x(range.start + index * bin);
    const right = x(range.start + (index + 1) * bin);
    if (right < 0 || left > width) return;
    const tall = Math.max(2, (count / peak) * 11);
    context.fillRect(left, height - tall, Math.max(1, right - left), tall);
  });
  context.globalAlpha = 1;
  context.font = `11px ${style.fontFamily}`;
  context.textBaseline = "top";
  const step = tickStep(span, Math.max(1, Math.floor(width / 76)));
  for (let time = Math.ceil((scale.start - range.start) / step) * step; time <= scale.end - range.start; time += step) {
    const at = x(range.start + time);
    const text = time === 0 ? "0" : formatSpan(time);
    if (at + 4 + context.measureText(text).width > width) break;
    context.globalAlpha = 0.35;
    context.fillRect(Math.round(at), 0, 1, height);
    context.globalAlpha = 1;
    context.fillText(text, at + 4, 3);
  }
  if (marked) {
    context.globalAlpha = 0.2;
    context.fillRect(marked[0] * width, 0, (marked[1] - marked[0]) * width, height);
    context.globalAlpha = 1;
  }
}
