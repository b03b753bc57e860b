import type { Page } from "@playwright/test";
import { expect, PROJECT, rows, test } from "./fixture";
import { type Large, largeRun } from "./large";

/**
 * A large run: everything is reachable, the counts are right, and it stays within budgets. CONSOLE_LARGE sets its size; a gate
 * takes fewer actions than docs/performance.md measures.
 */
const SIZE = Number(process.env.CONSOLE_LARGE ?? 5_000);
let large: Large;

test.beforeAll(async () => {
  test.setTimeout(240_000);
  large = await largeRun(SIZE);
});

const open = (page: Page, more = "") => page.goto(new URL(large.address).pathname + more);
const total = (SIZE + 2).toLocaleString("en");

test("all of a large run is there, and every row can be reached", async ({ page }) => {
  const began = Date.now();
  await open(page);
  await expect(rows(page).first()).toBeVisible();
  const first = Date.now() - began;
  await expect(page.getByText(`${total} actions`)).toBeVisible();
  await expect(page.getByText("more are coming")).toHaveCount(0);
  const complete = Date.now() - began;
  await page.getByRole("button", { name: "Open all" }).click();
  const tree = page.getByRole("treegrid");
  await tree.focus();
  await tree.press("End");
  await expect(rows(page).last()).toHaveAttribute("aria-rowindex", String(SIZE + 2 + Math.ceil(SIZE / 100)));
  test.info().annotations.push({ type: "figure", description: `first rows ${first} ms, complete ${complete} ms` });
  expect(first).toBeLessThan(3_000);
  expect(complete).toBeLessThan(8_000);
});

test("scrolling it costs little on the page's thread", async ({ page }) => {
  await open(page);
  await expect(page.getByText(`${total} actions`)).toBeVisible();
  await page.getByRole("button", { name: "Open all" }).click();
  await page.waitForTimeout(500);
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const busy = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "ThreadTime")?.value ?? 0;
  };
  const before = await busy();
  const frames = await page.getByRole("treegrid").evaluate(
    (tree) =>
      new Promise<number>((resolve) => {
        let count = 0;
        const step = () => {
          tree.scrollTop += 600;
          count += 1;
          if (count < 120) requestAnimationFrame(step);
          else resolve(count);
        };
        requestAnimationFrame(step);
      }),
  );
  const each = ((await busy()) - before) * (1_000 / frames);
  test.info().annotations.push({ type: "figure", description: `${each.toFixed(1)} ms of work a frame` });
  await expect(rows(page).first()).toBeVisible();
  expect(each).toBeLessThan(16);
});

test("a filter over it answers at once", async ({ page }) => {
  await open(page);
  await expect(page.getByText(`${total} actions`)).toBeVisible();
  const began = await page.evaluate(() => performance.now());
  await page.getByLabel("Phase").selectOption("failed");
  await expect(page.getByText("rows shown")).toBeVisible();
  const took = (await page.evaluate(() => performance.now())) - began;
  const failed = Math.ceil(SIZE / 997);
  await expect(
    page.getByText(
      `${(failed + new Set(Array.from({ length: failed }, (_, n) => Math.floor((n * 997) / 100))).size + 1).toLocaleString("en")} rows shown`,
    ),
  ).toBeVisible();
  test.info().annotations.push({ type: "figure", description: `filter ${took.toFixed(0)} ms` });
  expect(took).toBeLessThan(1_000);
});

test("coming back again and again leaves no memory behind", async ({ page }) => {
  test.setTimeout(120_000);
  const session = await page.context().newCDPSession(page);
  const heap = async () => {
    await session.send("HeapProfiler.collectGarbage");
    return (await session.send("Runtime.getHeapUsage")).usedSize / 1e6;
  };
  const visit = async () => {
    await page.getByRole("link", { name: "Runs", exact: true }).first().click();
    await expect(page.getByRole("region", { name: "Runs" })).toBeVisible();
    await page.goBack();
    await expect(rows(page).first()).toBeVisible();
  };
  await page.goto(`${PROJECT}/runs`);
  await page.locator(`a[href="${new URL(large.address).pathname}"]`).click();
  await expect(page.getByText(`${total} actions`)).toBeVisible();
  await visit();
  const before = await heap();
  for (let round = 0; round < 5; round++) await visit();
  const after = await heap();
  test
    .info()
    .annotations.push({ type: "figure", description: `heap ${before.toFixed(1)} MB, then ${after.toFixed(1)} MB` });
  expect(before).toBeLessThan(80);
  expect(after - before).toBeLessThan(5);
});
