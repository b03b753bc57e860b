import { expect, PROJECT, pathOf, test } from "./fixture";
import { flyte, nameIn, phaseOf } from "./sdk";

test("a form starts a run with the inputs that were filled in", async ({ page }) => {
  await page.goto(pathOf("task"));
  await page.getByRole("button", { name: "Run", exact: true }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel("count integer").fill("1");
  await form.getByLabel("express").check();
  await form.getByRole("button", { name: "Remove item 2 of items" }).click();
  await form.getByRole("group", { name: "note" }).getByLabel("has a value").check();
  await form.getByLabel("value string").fill("mind the step: äöü");
  await form.getByLabel("size string").selectOption("LARGE");
  await form.getByText("Settings of the run").click();
  await form.getByLabel("Labels, one key=value a line").fill("origin=form");
  await form.getByRole("button", { name: "Start the run" }).click();
  await expect(page).toHaveURL(/\/runs\/r/);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Succeeded", { timeout: 40_000 });
  await expect(page.getByText("origin=form")).toBeVisible();
  const inputs = await flyte("get", "io", nameIn(page.url()), "--inputs-only");
  for (const part of ["lamp", "mind the step: äöü", "LARGE", "True"]) expect(inputs).toContain(part);
  expect(inputs).not.toContain("table");
});

test("JSON starts a run too, and a wrong field is named", async ({ page }) => {
  await page.goto(pathOf("task"));
  await page.getByRole("button", { name: "Run", exact: true }).click();
  const form = page.getByRole("dialog");
  await form.getByRole("button", { name: "Edit as JSON" }).click();
  await form
    .getByLabel("Inputs as JSON")
    .fill('{"items": [], "count": "many", "size": "SMALL", "note": {"type": "null"}, "express": false}');
  await form.getByRole("button", { name: "Start the run" }).click();
  await expect(form.getByRole("alert")).toContainText("count");
});

test("rerun begins with the inputs of the run, and links both ways", async ({ page }) => {
  await page.goto(pathOf("failing"));
  await page.getByRole("button", { name: "Rerun" }).click();
  const form = page.getByRole("dialog");
  await expect(form.getByLabel("1 string")).toHaveValue("lamp");
  await form.getByRole("button", { name: "Start the run" }).click();
  await expect(page.getByText("Rerun of")).toBeVisible();
  await expect(page.getByRole("link", { name: nameIn(`http://x${pathOf("failing")}`) })).toBeVisible();
});

test("recover takes over what succeeded", async ({ page }) => {
  await page.goto(pathOf("failing"));
  await page.getByRole("button", { name: "Recover" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Recover" }).click();
  await expect(page.getByText("Recovers")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Failed", { timeout: 40_000 });
  await expect(page.getByLabel("Phase").getByRole("option", { name: "Recovered (1)" })).toBeAttached();
  expect(await phaseOf(nameIn(page.url()))).toBe("failed");
});

test("a trigger is switched on, as the SDK sees", async ({ page }) => {
  await page.goto(`${PROJECT}/triggers`);
  await page.getByRole("switch", { name: "nightly is active" }).click();
  await expect(page.getByRole("switch", { name: "nightly is active" })).toBeChecked();
  expect(await flyte("get", "trigger", "shop.stamp", "nightly")).toMatch(/active.*true/i);
  await page.goto(pathOf("trigger", "?tab=history"));
  await expect(page.getByRole("cell", { name: "Switched on" }).first()).toBeVisible();
});

test("an app is stopped, as the SDK sees", async ({ page }) => {
  await page.goto(pathOf("app", "?tab=logs"));
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Active", { timeout: 30_000 });
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Stop" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Stopped", { timeout: 30_000 });
  expect(await flyte("get", "app", "greeter")).toMatch(/stopped/i);
});

test("runs of the caller alone are shown where the caller is known", async ({ page }) => {
  const mine = page.getByRole("button", { name: "Mine" });
  const chatty = page.getByRole("row").filter({ hasText: "chatty" }).first();
  await page.goto(`${PROJECT}/runs`);
  await expect(chatty).toBeVisible();
  await expect(mine).toHaveCount(0);
  const subject = "nobody-else";
  await page.route(/IdentityService\/UserInfo/, (route) =>
    route.fulfill({
      contentType: "application/proto",
      body: Buffer.concat([Buffer.from([0x0a, subject.length]), Buffer.from(subject)]),
    }),
  );
  await page.reload();
  await mine.click();
  await expect(page.getByText("No run fits the filters")).toBeVisible();
  await expect(page).toHaveURL(/mine=1/);
  await mine.click();
  await expect(chatty).toBeVisible();
});

test("a run is found by label, text and phase, and two are compared", async ({ page }) => {
  await page.goto(`${PROJECT}/runs?q=failing`);
  await expect(page.getByRole("row").filter({ hasText: "failing" }).first()).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: "chatty" })).toHaveCount(0);
  await page.getByRole("button", { name: "Succeeded" }).click();
  await expect(page.getByText("No run fits the filters")).toBeVisible();
  await page.getByRole("button", { name: "Show all" }).click();
  await expect(page.getByRole("row").filter({ hasText: "chatty" }).first()).toBeVisible();
  const table = page.getByRole("region", { name: "Runs" });
  await table.getByRole("row").filter({ hasText: "chatty" }).first().getByRole("checkbox").check();
  await table.getByRole("row").filter({ hasText: "failing" }).first().getByRole("checkbox").check();
  await page.getByRole("button", { name: "Compare" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Compare" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Actions" })).toContainText("absent");
  await page.goBack();
  await expect(table.getByRole("row").filter({ hasText: "chatty" }).first()).toBeVisible();
});
