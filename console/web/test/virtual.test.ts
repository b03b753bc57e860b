import fc from "fast-check";
import { expect, test } from "vitest";
import { MAX_HEIGHT, scrollTo, visibleRows } from "../src/ui/virtual";

const viewport = fc.record({ scroll: fc.nat({ max: 1_000_000 }), height: fc.integer({ min: 50, max: 2_000 }) });

test("what is in view is among the rows, and no more than needed", () => {
  fc.assert(
    fc.property(viewport, fc.nat({ max: 100_000 }), ({ scroll, height }, count) => {
      const at = Math.min(scroll, Math.max(0, count * 28 - height));
      const shown = visibleRows({ scroll: at, height }, count, 28, 2);
      expect(shown.from).toBeGreaterThanOrEqual(0);
      expect(shown.to).toBeLessThanOrEqual(count);
      expect(shown.to - shown.from).toBeLessThanOrEqual(Math.ceil(height / 28) + 6);
      if (count > 0) expect(shown.top(shown.from)).toBeLessThanOrEqual(at);
      if (shown.to < count) expect(shown.top(shown.to)).toBeGreaterThanOrEqual(at + height);
    }),
  );
});

test("the last row of a list that is higher than a browser allows can be reached", () => {
  const count = 2_000_000;
  const height = 600;
  const end = visibleRows({ scroll: MAX_HEIGHT - height, height }, count, 18, 0);
  expect(end.to).toBe(count);
  expect(end.space).toBe(MAX_HEIGHT);
});

test("scrolling to a row brings it into view", () => {
  fc.assert(
    fc.property(viewport, fc.integer({ min: 1, max: 3_000_000 }), fc.nat(), ({ scroll, height }, count, pick) => {
      const index = pick % count;
      const space = Math.min(count * 18, MAX_HEIGHT);
      const from = Math.min(scroll, Math.max(0, space - height));
      const target = Math.min(scrollTo(index, { scroll: from, height }, count, 18), Math.max(0, space - height));
      const shown = visibleRows({ scroll: Math.max(0, target), height }, count, 18, 1);
      expect(index).toBeGreaterThanOrEqual(shown.from);
      expect(index).toBeLessThan(Math.max(1, shown.to));
    }),
  );
});
