import { expect, pathOf, rows, test } from "./fixture";
import { phaseOf } from "./sdk";

test("a failed run begins with its cause, and each attempt keeps its log", async ({ page }) => {
  await page.goto(pathOf("failing"));
  const cause = page.getByRole("region", { name: "Cause of the failure" });
  await expect(cause).toContainText("charge failed: ValueError");
  await expect(cause).toContainText("card declined for 12.50");
  await page.getByRole("button", { name: "Go to the cause" }).click();
  await page.getByRole("tab", { name: "Logs" }).click();
  await expect(page.getByRole("log")).toContainText("contacting the bank");
  await page.getByLabel("Attempt").selectOption("1");
  await expect(page).toHaveURL(/attempt=1/);
  await expect(page.getByRole("log")).toContainText("contacting the bank");
});

test("the tree shows groups and traces, filters, and is driven by keys", async ({ page }) => {
  await page.goto(pathOf("order"));
  await expect(rows(page)).toHaveCount(9);
  await expect(page.getByText("8 actions")).toBeVisible();
  await page.getByLabel("Kind").selectOption("trace");
  await expect(rows(page)).toHaveCount(3);
  await page.getByLabel("Kind").selectOption("");
  await page.getByLabel("Name of an action").fill("summarize");
  await expect(rows(page)).toHaveCount(2);
  await page.reload();
  await expect(rows(page)).toHaveCount(2);
  await page.getByLabel("Name of an action").fill("");
  await expect(rows(page)).toHaveCount(9);
  const tree = page.getByRole("treegrid");
  await tree.focus();
  await tree.press("ArrowDown");
  await expect(page).toHaveURL(/\?i=/);
  await expect(page.locator('[role="row"][aria-selected="true"]')).toContainText("look_up");
  await tree.press("Home");
  await tree.press("ArrowLeft");
  await expect(rows(page)).toHaveCount(1);
  await tree.press("ArrowRight");
  await expect(rows(page)).toHaveCount(9);
});

test("inputs and outputs are readable values", async ({ page }) => {
  await page.goto(pathOf("order", "?tab=data"));
  await expect(page.getByRole("region", { name: "Inputs" })).toContainText("lamp");
  const outputs = page.getByRole("region", { name: "Outputs" });
  await expect(outputs).toContainText("total: 9");
});

test("a log of 20,000 lines is searched as a whole, and a line can be linked", async ({ page }) => {
  await page.goto(pathOf("chatty", "?tab=logs"));
  await expect(page.getByRole("status").filter({ hasText: "lines" })).toContainText(/20,0\d\d lines/);
  await expect(page.getByRole("log")).toContainText("line 19999 of 20000");
  await page.getByLabel("Search the log").fill("needle");
  await expect(page.getByText("1 match", { exact: true })).toBeVisible();
  await expect(page.getByRole("log")).toContainText("the needle is in the first line");
  await page.getByLabel("Search the log").fill("quick brown");
  await expect(page.getByText("20,000 matches")).toBeVisible();
  await page.getByLabel("Search the log").fill("line 1\\d{4} of");
  await page.getByRole("button", { name: "Regular expression" }).click();
  await expect(page.getByText("10,000 matches")).toBeVisible();
  await page.goto(pathOf("chatty", "?tab=logs&line=10001"));
  await expect(page.locator(".log-line.target")).toContainText(/^10001line 99\d\d of 20000/);
});

test("a report runs its scripts, and they reach nothing", async ({ page }) => {
  await page.goto(pathOf("order"));
  await rows(page).filter({ hasText: "summarize" }).click();
  await page.getByRole("tab", { name: "Report" }).click();
  const report = page.frameLocator("iframe.report");
  await expect(report.locator("#ran")).toHaveText("script ran");
  await expect(report.locator("#parent")).toHaveText("no parent");
  await expect(report.locator("#cookie")).toHaveText("no storage");
});

test("an answer to a condition lets the run go on", async ({ page }) => {
  await page.goto(pathOf("approve"));
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Paused");
  const banner = page.getByRole("region", { name: "Condition ready" });
  await expect(banner.locator("strong")).toHaveText("Ship");
  await banner.getByRole("button", { name: "Yes" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Succeeded", { timeout: 30_000 });
  await page.getByRole("tab", { name: "Inputs and outputs" }).click();
  await expect(page.getByRole("region", { name: "Outputs" })).toContainText("shipped: True");
  expect(await phaseOf(pathOf("approve").split("/").at(-1) as string)).toBe("succeeded");
});

test("a running run is followed and can be aborted", async ({ page }) => {
  await page.goto(pathOf("slow", "?tab=logs"));
  await expect(page.getByRole("log")).toContainText(/tick \d+/);
  const before = await page.getByRole("status").filter({ hasText: "lines" }).textContent();
  await expect(page.getByRole("status").filter({ hasText: "lines" })).not.toHaveText(before ?? "");
  await page.getByRole("button", { name: "Abort", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText(pathOf("slow").split("/").at(-1) as string);
  await dialog.getByLabel("Reason").fill("tested enough");
  await dialog.getByRole("button", { name: "Abort the run" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Aborted", { timeout: 30_000 });
  await page.getByRole("tab", { name: "Summary" }).click();
  await expect(page.getByText("tested enough")).toBeVisible();
  expect(await phaseOf(pathOf("slow").split("/").at(-1) as string)).toBe("aborted");
});
