import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import { expect, PROJECT, pathOf, test } from "./fixture";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Each page with something that shows that it is there. */
const PAGES: readonly (readonly [string, () => string, string])[] = [
  ["projects", () => "/v2", "Flytesnacks|flytesnacks"],
  ["runs", () => `${PROJECT}/runs`, "failing"],
  ["overview", () => `${PROJECT}/overview`, "Last ten runs"],
  ["run", () => pathOf("failing"), "charge failed"],
  ["log", () => pathOf("chatty", "?tab=logs"), "line 19999"],
  ["values", () => pathOf("order", "?tab=data"), "lamp"],
  ["tracked-runs", () => `${PROJECT}/tracked-runs`, "local-"],
  ["tracked-run", () => pathOf("tracked"), "8 actions"],
  ["tasks", () => `${PROJECT}/tasks`, "shop.order"],
  ["task", () => pathOf("task"), "How it is executed"],
  ["triggers", () => `${PROJECT}/triggers`, "nightly"],
  ["trigger", () => pathOf("trigger"), "Europe/Berlin"],
  ["apps", () => `${PROJECT}/apps`, "greeter"],
  ["app", () => pathOf("app"), "serving"],
  ["artifacts", () => `${PROJECT}/artifacts`, "my.model"],
  ["artifact", () => pathOf("artifact"), "region=north"],
  ["nothing", () => "/v2/domain/production/project/flytesnacks/apps", "No apps are deployed yet"],
  ["secrets", () => `${PROJECT}/secrets`, "api_key"],
  ["settings", () => `${PROJECT}/settings`, "run.default_queue"],
  ["unknown", () => "/v2/nothing", "no such page"],
];

/** Runs axe beside the page's policy, which forbids it as a script of the page. */
async function violations(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  const loaded = await session.send("Runtime.evaluate", { expression: "typeof axe" });
  if (loaded.result.value !== "object") await session.send("Runtime.evaluate", { expression: axe });
  const { result } = await session.send("Runtime.evaluate", {
    expression: `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] }).then((found) =>
      JSON.stringify(found.violations.flatMap((one) => one.nodes.map((node) => one.id + ": " + node.target + " " + node.failureSummary))))`,
    awaitPromise: true,
    returnByValue: true,
  });
  return JSON.parse(result.value as string) as string[];
}

/** Both themes of what is shown. */
async function inBothThemes(page: Page, name: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await violations(page), colorScheme).toEqual([]);
    if (process.env.CONSOLE_SHOTS)
      await page.screenshot({ path: `${process.env.CONSOLE_SHOTS}/${name}-${colorScheme}.png` });
  }
}

for (const [name, path, shown] of PAGES) {
  test(`${name} has no fault that axe finds, in both themes`, async ({ page }) => {
    await page.goto(path());
    await expect(page.getByText(new RegExp(shown)).first()).toBeVisible();
    await inBothThemes(page, name);
  });
}

test("the form has none either", async ({ page }) => {
  await page.goto(pathOf("task"));
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.getByRole("dialog").getByRole("button", { name: "Start the run" })).toBeVisible();
  await inBothThemes(page, "launch");
});

test("nothing moves while a page loads", async ({ page }) => {
  await page.addInitScript(() => {
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        (window as never as { shift: number }).shift += (entry as never as { value: number }).value;
    }).observe({ type: "layout-shift", buffered: true });
    (window as never as { shift: number }).shift = 0;
  });
  await page.goto(`${PROJECT}/runs`);
  await expect(page.getByRole("region", { name: "Runs" })).toBeVisible();
  await page.waitForTimeout(500);
  expect(await page.evaluate(() => (window as never as { shift: number }).shift)).toBeLessThan(0.01);
});

test("theme and zone are kept, and nothing else", async ({ page }) => {
  await page.goto(`${PROJECT}/runs`);
  await page.getByRole("button", { name: "System theme" }).click();
  await page.getByRole("button", { name: "Relative times" }).click();
  await page.reload();
  await expect(page.getByRole("button", { name: "Light theme" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Local times" })).toBeVisible();
  const stored = await page.evaluate(() =>
    Object.keys(localStorage).concat(Object.keys(sessionStorage), document.cookie || []),
  );
  expect(stored.sort()).toEqual(["console.letters", "console.theme", "console.zone"]);
});
