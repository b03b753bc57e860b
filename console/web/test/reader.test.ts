import { Code, ConnectError } from "@connectrpc/connect";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Problem } from "../src/api/problem";
import { Reader } from "../src/api/reader";
import { TIMEOUT_MS } from "../src/api/transport";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A reader with what it has told. */
function reading() {
  const values: number[] = [];
  const problems: Problem[] = [];
  const reader = new Reader();
  const read = (call: (signal: AbortSignal) => Promise<number>) =>
    reader.read(
      call,
      (value) => values.push(value),
      (problem) => problems.push(problem),
    );
  return { reader, read, values, problems };
}

const untilAborted = (signal: AbortSignal) =>
  new Promise<number>((_, reject) =>
    signal.addEventListener("abort", () => reject(new ConnectError("gone", Code.Canceled))),
  );

test("a transient failure is tried again, with a back-off", async () => {
  const { read, values, problems } = reading();
  let calls = 0;
  read(async () => {
    calls += 1;
    if (calls < 3) throw new ConnectError("down", Code.Unavailable);
    return 7;
  });
  await vi.advanceTimersByTimeAsync(2_900);
  expect([calls, values]).toEqual([2, []]);
  await vi.advanceTimersByTimeAsync(200);
  expect([calls, values]).toEqual([3, [7]]);
  expect(problems.map(({ kind }) => kind)).toEqual(["unavailable", "unavailable"]);
});

test("a refusal is told once and not tried again", async () => {
  const { read, problems } = reading();
  read(() => Promise.reject(new ConnectError("no", Code.InvalidArgument)));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(problems.map(({ kind }) => kind)).toEqual(["refused"]);
});

test("an answer that does not come in time is a failure of the server, and tried again", async () => {
  const { read, values, problems } = reading();
  let calls = 0;
  read((signal) => (++calls === 1 ? untilAborted(signal) : Promise.resolve(7)));
  await vi.advanceTimersByTimeAsync(TIMEOUT_MS);
  expect(problems).toEqual([expect.objectContaining({ kind: "unavailable" })]);
  await vi.advanceTimersByTimeAsync(1_100);
  expect(values).toEqual([7]);
});

test("a new call ends the one before, and nothing is told after the end", async () => {
  const { reader, read, values, problems } = reading();
  let first: AbortSignal | undefined;
  read((signal) => {
    first = signal;
    return untilAborted(signal);
  });
  read(async () => 8);
  await vi.advanceTimersByTimeAsync(10);
  expect(first?.aborted).toBe(true);
  read(untilAborted);
  reader.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([values, problems]).toEqual([[8], []]);
});
