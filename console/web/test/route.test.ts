import fc from "fast-check";
import { expect, test } from "vitest";
import { LIST_KINDS, type Page, parsePath, pathOf } from "../src/app/route";

const name = fc
  .string({ minLength: 1, maxLength: 30 })
  .filter((text) => text.trim() !== "" && text !== "." && text !== "..");
const scope = { domain: name, project: name };
const pages: fc.Arbitrary<Page> = fc.oneof(
  fc.record({ page: fc.constant("projects" as const) }),
  fc.record({ page: fc.constant("list" as const), kind: fc.constantFrom(...LIST_KINDS), ...scope }),
  fc.record({
    page: fc.constant("run" as const),
    kind: fc.constantFrom("runs" as const, "tracked-runs" as const),
    run: name,
    ...scope,
  }),
  fc.record({ page: fc.constant("task" as const), task: name, ...scope }),
  fc.record({ page: fc.constant("trigger" as const), task: name, trigger: name, ...scope }),
  fc.record({ page: fc.constant("app" as const), app: name, ...scope }),
  fc.record({ page: fc.constant("artifact" as const), artifact: name, ...scope }),
);

test("every page has a path that leads back to it", () => {
  fc.assert(
    fc.property(pages, (page) => {
      expect(parsePath(pathOf(page))).toEqual(page);
    }),
  );
});

test.each([
  ["/v2", { page: "projects" }],
  ["/v2/domain/d/project/p/runs/r1", { page: "run", kind: "runs", domain: "d", project: "p", run: "r1" }],
  ["/v2/domain/d/project/p/tasks/env.task", { page: "task", domain: "d", project: "p", task: "env.task" }],
  [
    "/v2/domain/d/project/p/triggers/env.task/every.hour",
    { page: "trigger", domain: "d", project: "p", task: "env.task", trigger: "every.hour" },
  ],
  ["/v2/domain/d/project/p", { page: "list", kind: "runs", domain: "d", project: "p" }],
  ["/v2/runs/project/p/domain/d/r1", { page: "run", kind: "runs", domain: "d", project: "p", run: "r1" }],
])("reads %s as the SDK and older notebooks write it", (path, page) => {
  expect(parsePath(path)).toEqual(page);
});

test.each(["/v2/domain/d", "/v2/domain/d/project/p/nothing", "/v2/domain/d/project/p/runs/r/more", "/v2/%", "/other"])(
  "knows no page at %s",
  (path) => {
    expect(parsePath(path).page).toBe("unknown");
  },
);
