import { create } from "@bufbuild/protobuf";
import fc from "fast-check";
import { expect, test } from "vitest";
import { LiteralSchema } from "../src/gen/flyteidl2/core/literals_pb";
import { SimpleType } from "../src/gen/flyteidl2/core/types_pb";
import { SettingState, SettingsSchema } from "../src/gen/flyteidl2/settings/settings_definition_pb";
import { ActionSchema } from "../src/gen/flyteidl2/workflow/run_definition_pb";
import { matchActions } from "../src/model/compare";
import { plainValue } from "../src/model/literal";
import { decodeMsgpack } from "../src/model/msgpack";
import { isTerminal, phaseKey, phaseWord } from "../src/model/phase";
import { describeCron } from "../src/model/schedule";
import { entriesOf, settingsOf } from "../src/model/settings";
import { formatRelative, formatSpan } from "../src/model/time";
import { describeType } from "../src/model/types";
import { laneOf, tickStep } from "../src/pages/run/timeline";
import { diffLines } from "../src/ui/diff";
import { plainText, recordColumns } from "../src/ui/json";

test.each([
  [0, "0 ms"],
  [840, "840 ms"],
  [4_200, "4.2 s"],
  [59_960, "1 m 00 s"],
  [185_000, "3 m 05 s"],
  [7_800_000, "2 h 10 m"],
  [273_600_000, "3 d 4 h"],
  [undefined, "–"],
])("%s milliseconds are %s", (millis, text) => expect(formatSpan(millis)).toBe(text));

test("relative times go both ways", () => {
  expect(formatRelative(0, 300_000)).toBe("5 min ago");
  expect(formatRelative(7_200_000, 0)).toBe("in 2 h");
  expect(formatRelative(1_000, 0)).toBe("just now");
});

test("a phase of a later server is shown by its number", () => {
  expect(phaseKey(11)).toBe("unknown");
  expect(phaseWord(11)).toBe("Phase 11");
  expect([5, 6, 7, 8, 10].every(isTerminal)).toBe(true);
  expect([0, 1, 2, 3, 4, 9, 11].some(isTerminal)).toBe(false);
});

test.each([
  ["0 * * * *", "Every hour"],
  ["*/5 * * * *", "Every 5 minutes"],
  ["30 2 * * *", "Every day at 02:30"],
  ["0 9 * * 1-5", "Monday to Friday at 09:00"],
  ["0 9 * * 0", "Every Sunday at 09:00"],
  ["15 6 1 1 *", "Each year on 1 January at 06:15"],
  ["@daily", "Every day at 00:00"],
  ["1,2 3 * * *", "1,2 3 * * *"],
])("%s is said as %s", (cron, words) => expect(describeCron(cron)).toBe(words));

/** Writes MessagePack, for the types that the reader is tested with. */
function encode(value: unknown): number[] {
  if (value === null) return [0xc0];
  if (typeof value === "boolean") return [value ? 0xc3 : 0xc2];
  if (typeof value === "number" && Number.isInteger(value) && Math.abs(value) < 2 ** 31) {
    return [0xd2, (value >> 24) & 255, (value >> 16) & 255, (value >> 8) & 255, value & 255];
  }
  if (typeof value === "number") return [0xcb, ...new Uint8Array(new BigUint64Array([swapped(value)]).buffer)];
  if (typeof value === "string") {
    const bytes = new TextEncoder().encode(value);
    return [0xdb, 0, 0, bytes.length >> 8, bytes.length & 255, ...bytes];
  }
  if (Array.isArray(value)) return [0xdd, 0, 0, 0, value.length, ...value.flatMap(encode)];
  const entries = Object.entries(value as object);
  return [0xdf, 0, 0, 0, entries.length, ...entries.flatMap(([key, item]) => [...encode(key), ...encode(item)])];
}

function swapped(value: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigUint64(0, true);
}

test("MessagePack is read as it was written", () => {
  const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)));
  fc.assert(
    fc.property(json, (value) => {
      expect(decodeMsgpack(Uint8Array.from(encode(value)))).toEqual(value);
    }),
  );
});

test("bytes that are no MessagePack are refused and never hang", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      try {
        decodeMsgpack(bytes);
      } catch (failure) {
        expect(failure).toBeInstanceOf(Error);
      }
    }),
  );
  expect(() => decodeMsgpack(Uint8Array.from([0xdd, 0xff, 0xff, 0xff, 0xff]))).toThrow(RangeError);
});

test("integers beyond 2^53 keep their digits", () => {
  const literal = create(LiteralSchema, {
    value: {
      case: "scalar",
      value: { value: { case: "primitive", value: { value: { case: "integer", value: 9_007_199_254_740_993n } } } },
    },
  });
  expect(plainValue(literal)).toBe(9_007_199_254_740_993n);
  expect(plainText({ n: plainValue(literal), m: 5n })).toContain('"9007199254740993"');
  expect(plainText({ m: 5n }, 0)).toBe('{"m":5}');
});

test("types are written as code writes them", () => {
  const type = (kind: object) => ({ type: kind }) as never;
  const int = type({ case: "simple", value: SimpleType.INTEGER });
  expect(describeType(type({ case: "collectionType", value: int }))).toBe("list[int]");
  expect(describeType(type({ case: "mapValueType", value: int }))).toBe("dict[str, int]");
  expect(
    describeType(
      type({ case: "unionType", value: { variants: [int, type({ case: "simple", value: SimpleType.NONE })] } }),
    ),
  ).toBe("int | none");
});

test("records of the same fields are a table, others are not", () => {
  expect(
    recordColumns([
      { a: 1, b: 2 },
      { a: 3, b: 4 },
    ]),
  ).toEqual(["a", "b"]);
  expect(recordColumns([{ a: 1 }, { b: 2 }])).toBeUndefined();
  expect(recordColumns([1, 2])).toBeUndefined();
});

test("removed and added lines make each text from the other", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 12 }).map((lines) => lines.join("\n"));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = diffLines(before, after);
      const side = (sign: string) =>
        lines
          .filter((line) => line.sign === " " || line.sign === sign)
          .map((line) => line.text)
          .join("\n");
      expect(side("-")).toBe(before);
      expect(side("+")).toBe(after);
    }),
  );
});

test("settings that are read and written again stay the same", () => {
  const settings = create(SettingsSchema, {
    run: {
      defaultQueue: { state: SettingState.VALUE, stringValue: "fast" },
      maxActionConcurrency: { state: SettingState.UNSET },
    },
    labels: { state: SettingState.VALUE, mapValue: { entries: { team: "a=b" } } },
  });
  const again = settingsOf(undefined, entriesOf(settings));
  expect(entriesOf(again)).toEqual(entriesOf(settings));
  const changed = entriesOf(settings).map((entry) =>
    entry.path === "run.default_queue" ? { ...entry, state: SettingState.INHERIT } : entry,
  );
  expect(settingsOf(again, changed).run?.defaultQueue).toBeUndefined();
});

test("actions of two runs are matched by task, group and order", () => {
  const action = (name: string, label: string, seconds: number) =>
    create(ActionSchema, {
      id: { name },
      metadata: { funtionName: label },
      status: { startTime: { seconds: BigInt(seconds) } },
    });
  const pairs = matchActions(
    [action("x", "t", 1), action("y", "t", 2)],
    [action("q", "t", 9), action("p", "t", 3), action("z", "u", 4)],
  );
  expect(pairs.map(({ a, b }) => [a?.name, b?.name])).toEqual([
    ["x", "p"],
    ["y", "q"],
    [undefined, "z"],
  ]);
});

test("a bar stays within the lane", () => {
  const time = fc.integer({ min: 0, max: 1_000 });
  fc.assert(
    fc.property(time, time, time, time, (start, length, from, width) => {
      const bar = laneOf({ start, end: start + length }, { start: from, end: from + width + 1, now: 2_000 });
      if (!bar) return;
      expect(bar.left).toBeGreaterThanOrEqual(0);
      expect(bar.left).toBeLessThan(1);
      expect(bar.width).toBeGreaterThanOrEqual(0);
      expect(bar.width).toBeLessThanOrEqual(1);
    }),
  );
  expect(laneOf({ start: Number.NaN, end: 5 }, { start: 0, end: 1, now: 1 })).toBeUndefined();
});

test("marks of time are few and even", () => {
  expect(tickStep(10_000, 5)).toBe(2_000);
  expect(tickStep(864e5 * 100, 4) % 864e5).toBe(0);
});
