import { create } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { beforeEach, expect, test, vi } from "vitest";
import { ActionColumnsSchema, ConsoleFeature } from "../src/gen/flyte/console/v1/console_service_pb";
import { factsOfColumns } from "../src/tree/updates";

const answers: (() => Promise<{ features: ConsoleFeature[] }>)[] = [];
vi.mock("../src/api/transport", () => ({
  clientOf: () => ({ getConsoleInfo: () => (answers.shift() as () => Promise<unknown>)() }),
}));

beforeEach(() => {
  answers.length = 0;
  vi.resetModules();
});

const features = async () => (await import("../src/api/console-features")).consoleFeatures();
const fail = (code: Code) => () => Promise.reject(new ConnectError("no", code));
const offer = () => Promise.resolve({ features: [ConsoleFeature.RUN_TREE] });

test("columns become facts, with shared texts looked up", () => {
  const columns = create(ActionColumnsSchema, {
    texts: ["", "a0", "batch", "step"],
    names: ["a0", "n1"],
    parents: [0, 1],
    groups: [0, 2],
    labels: [0, 3],
    types: [1, 2],
    phases: [4, 5],
    attempts: [1, 2],
    cacheStatuses: [0, 3],
    startedAtMs: [10, 20],
    endedAtMs: [Number.NaN, 30],
  });
  expect(factsOfColumns(columns)).toEqual([
    {
      name: "a0",
      parent: "",
      group: "",
      label: "a0",
      type: 1,
      phase: 4,
      attempts: 1,
      cache: 0,
      start: 10,
      end: Number.NaN,
    },
    {
      name: "n1",
      parent: "a0",
      group: "batch",
      label: "step",
      type: 2,
      phase: 5,
      attempts: 2,
      cache: 3,
      start: 20,
      end: 30,
    },
  ]);
});

test("a server is asked once for what it offers", async () => {
  answers.push(offer);
  expect(await features()).toEqual(new Set([ConsoleFeature.RUN_TREE]));
  expect(await features()).toEqual(new Set([ConsoleFeature.RUN_TREE]));
});

test("a server without the service offers nothing, for good", async () => {
  answers.push(fail(Code.Unimplemented), offer);
  expect(await features()).toEqual(new Set());
  expect(await features()).toEqual(new Set());
});

test("a failure that may pass is no answer for the next page", async () => {
  answers.push(fail(Code.Unavailable), offer);
  expect(await features()).toEqual(new Set());
  expect(await features()).toEqual(new Set([ConsoleFeature.RUN_TREE]));
});
