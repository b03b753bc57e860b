/** Arithmetic of a list of rows with one height. */

/** Browsers limit the height of an element; beyond this the scroll position is scaled. */
export const MAX_HEIGHT = 8_000_000;

export interface Viewport {
  readonly scroll: number;
  readonly height: number;
}

export interface Visible {
  readonly from: number;
  readonly to: number;
  /** Height of the scrolled element. */
  readonly space: number;
  /** Where row `index` stands in the scrolled element. */
  top(index: number): number;
}

/** Which of `count` rows a viewport shows, with some above and below it. */
export function visibleRows({ scroll, height }: Viewport, count: number, rowHeight: number, overscan = 8): Visible {
  const full = count * rowHeight;
  const space = Math.min(full, MAX_HEIGHT);
  const range = Math.max(1, space - height);
  const offset = full > MAX_HEIGHT ? (Math.min(scroll, range) / range) * (full - height) : scroll;
  const first = Math.max(0, Math.floor(offset / rowHeight) - overscan);
  const last = Math.min(count, Math.ceil((offset + height) / rowHeight) + overscan);
  const shift = scroll - offset;
  return {
    from: first,
    to: Math.max(first, last),
    space,
    top: (index) => index * rowHeight + (full > MAX_HEIGHT ? shift : 0),
  };
}

/** The scroll position at which row `index` is in the viewport, changed as little as possible. */
export function scrollTo(index: number, { scroll, height }: Viewport, count: number, rowHeight: number): number {
  const full = count * rowHeight;
  const space = Math.min(full, MAX_HEIGHT);
  const scale = full > MAX_HEIGHT ? (space - height) / Math.max(1, full - height) : 1;
  const offset = scroll / scale;
  const top = index * rowHeight;
  if (top < offset) return top * scale;
  if (top + rowHeight > offset + height) return (top + rowHeight - height) * scale;
  return scroll;
}
