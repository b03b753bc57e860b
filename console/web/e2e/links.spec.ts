import { expect, PROJECT, pathOf, test } from "./fixture";

test.describe("addresses", () => {
  for (const task of ["order", "failing", "chatty", "approve", "slow"]) {
    test(`what "flyte run ${task}" prints opens the run`, async ({ page }) => {
      await page.goto(pathOf(task));
      await expect(page.getByRole("heading", { level: 1 })).toContainText(task);
      await expect(page.getByRole("treegrid", { name: "Actions" })).toBeVisible();
    });
  }

  test("what deploying prints opens the task, dots included", async ({ page }) => {
    await page.goto(pathOf("task"));
    await expect(page.getByRole("heading", { level: 1, name: "shop.order" })).toBeVisible();
    await expect(page.getByRole("region", { name: "Inputs" })).toContainText("list[str]");
  });

  test("and the trigger", async ({ page }) => {
    await page.goto(pathOf("trigger"));
    await expect(page.getByText("Every day at 02:30, Europe/Berlin")).toBeVisible();
  });

  for (const kind of ["artifact", "tracked", "app"]) {
    test(`what is printed for ${kind} opens it`, async ({ page }) => {
      await page.goto(pathOf(kind));
      const title = { artifact: "my.model", tracked: "order", app: "greeter" }[kind] as string;
      await expect(page.getByRole("heading", { level: 1 })).toContainText(title);
    });
  }

  test("an action and a tab can be linked", async ({ page }) => {
    await page.goto(pathOf("failing"));
    await page.getByRole("button", { name: "Go to the cause" }).click();
    await page.getByRole("tab", { name: "Logs" }).click();
    const url = page.url();
    expect(url).toMatch(/\?i=[^&]+&tab=logs/);
    await page.goto(PROJECT);
    await page.goto(url);
    await expect(page.getByRole("log")).toContainText("card declined");
    await expect(page.getByRole("tab", { name: "Logs" })).toHaveAttribute("aria-selected", "true");
  });

  test("those of older notebooks lead to the run", async ({ page }) => {
    const name = pathOf("order").split("/").at(-1);
    await page.goto(`/v2/runs/project/flytesnacks/domain/development/${name}`);
    await expect(page).toHaveURL(new RegExp(`${PROJECT}/runs/${name}$`));
    await expect(page.getByRole("heading", { level: 1 })).toContainText("order");
  });

  test("/v2 lists projects, and leads to their runs", async ({ page }) => {
    await page.goto("/v2");
    await page.getByRole("link", { name: "Development" }).click();
    await expect(page).toHaveURL(new RegExp(`${PROJECT}/runs$`));
    await page.getByRole("region", { name: "Runs" }).getByRole("link", { name: "failing" }).first().click();
    await expect(page).toHaveURL(/\/runs\/r\w+$/);
    await expect(page.getByRole("heading", { level: 1 })).toContainText("failing");
  });

  test("names of nothing are said so", async ({ page }) => {
    for (const path of [
      "/v2/nothing",
      `${PROJECT}/runs/nobody`,
      `${PROJECT}/tasks/no.task`,
      `${PROJECT}/triggers/a/b`,
      `${PROJECT}/artifacts/none`,
    ]) {
      await page.goto(path);
      await expect(page.getByRole("alert")).toContainText("no such");
    }
  });
});
