import fc from "fast-check";
import { expect, test } from "vitest";
import { levelOf, parseAnsi, stripAnsi } from "../src/logs/ansi";
import { LogBuffer, MAX_LINE, matchesIn } from "../src/logs/buffer";

const line = (text: string) => ({ text, at: Number.NaN, pod: "" });

function bufferOf(lines: readonly string[], maxLines?: number, maxChars?: number): LogBuffer {
  const buffer = new LogBuffer(maxLines, maxChars);
  for (const text of lines) buffer.add(line(text));
  return buffer;
}

test("counts every match in every line", () => {
  const words = fc.array(fc.constantFrom("ab", "abab", "x", "AB c", ""), { maxLength: 60 });
  fc.assert(
    fc.property(words, (lines) => {
      const { total, lines: found } = bufferOf(lines).search({ text: "ab", regex: false });
      const counts = lines.map((text) => text.toLowerCase().split("ab").length - 1);
      expect(total).toBe(counts.reduce((sum, count) => sum + count, 0));
      expect([...found]).toEqual(counts.flatMap((count, index) => (count > 0 ? [index] : [])));
    }),
  );
});

test("a text search and an expression that says the same find the same, and mark the same", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ maxLength: 20 }), { maxLength: 20 }),
      fc.string({ minLength: 1, maxLength: 2 }),
      (lines, text) => {
        const plain = text.toLowerCase() === text.toUpperCase() ? text : "a";
        const escaped = plain.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
        const buffer = bufferOf(lines);
        expect(buffer.search({ text: plain, regex: false }).total).toBe(
          buffer.search({ text: escaped, regex: true }).total,
        );
        for (const one of lines.map(stripAnsi)) {
          for (const [from, to] of matchesIn(one, { text: plain, regex: false }))
            expect(one.slice(from, to).toLowerCase()).toBe(plain);
        }
      },
    ),
  );
});

test("says what is wrong with an expression", () => {
  expect(bufferOf(["x"]).search({ text: "(", regex: true }).error).toBeTruthy();
  expect(matchesIn("x", { text: "(", regex: true })).toEqual([]);
});

test("drops the oldest lines when it is full, and keeps the numbers of the others", () => {
  const buffer = bufferOf(
    Array.from({ length: 250 }, (_, index) => `line ${index}`),
    100,
  );
  expect(buffer.end).toBe(250);
  expect(buffer.end - buffer.start).toBeLessThanOrEqual(100);
  expect(buffer.slice(buffer.start, buffer.start + 1)[0]?.text).toBe(`line ${buffer.start}`);
  const [found] = buffer.search({ text: "line 249", regex: false }).lines;
  expect(found).toBe(249);
});

test("is bounded by characters too, and cuts a line without end", () => {
  const buffer = bufferOf(
    Array.from({ length: 30 }, () => "x".repeat(1_000)),
    1_000,
    10_000,
  );
  expect(buffer.end - buffer.start).toBeLessThanOrEqual(10);
  expect(bufferOf(["y".repeat(MAX_LINE + 5)]).text()).toHaveLength(MAX_LINE);
});

test("finds a word in the first of 100,000 lines", () => {
  const buffer = bufferOf(
    Array.from({ length: 100_000 }, (_, index) => (index === 0 ? "the needle" : `a line like others ${index}`)),
  );
  const began = performance.now();
  expect([...buffer.search({ text: "needle", regex: false }).lines]).toEqual([0]);
  expect(performance.now() - began).toBeLessThan(900);
});

test("colours become classes, other sequences vanish, no text is lost", () => {
  expect(parseAnsi("\x1b[31mred\x1b[0m plain \x1b[1;32mbold\x1b[22m green\x1b[39m.")).toEqual([
    { text: "red", classes: "ansi-31" },
    { text: " plain ", classes: "" },
    { text: "bold", classes: "ansi-1 ansi-32" },
    { text: " green", classes: "ansi-32" },
    { text: ".", classes: "" },
  ]);
  expect(parseAnsi("\x1b[38;5;196mx\x1b[2K\x1b]8;;http://a\x07y")).toEqual([
    { text: "x", classes: "" },
    { text: "y", classes: "" },
  ]);
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(
        parseAnsi(text)
          .map((piece) => piece.text)
          .join(""),
      ).toBe(stripAnsi(text));
    }),
  );
});

test.each([
  ["2026-01-01 ERROR no", "error"],
  ["ValueError: bad", "error"],
  ["Traceback (most recent call last):", "error"],
  ["WARNING slow", "warn"],
  ["errors were fine", ""],
])("%s is of level %s", (text, level) => expect(levelOf(text)).toBe(level));
