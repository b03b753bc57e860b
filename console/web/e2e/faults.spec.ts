import { expect, PROJECT, pathOf, rows, test } from "./fixture";

const REFUSED = (code: string) => ({
  status: code === "unimplemented" ? 501 : code === "permission_denied" ? 403 : 503,
  contentType: "application/json",
  body: JSON.stringify({ code, message: `it is ${code}` }),
});

test("a service that is absent leaves the navigation, and its address says so", async ({ page }) => {
  await page.route("**/flyteidl2.app.AppService/**", (route) => route.fulfill(REFUSED("unimplemented")));
  await page.goto(`${PROJECT}/apps`);
  await expect(page.getByRole("alert")).toContainText("does not offer it");
  await expect(page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Apps" })).toHaveCount(0);
  await expect(
    page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Runs", exact: true }),
  ).toBeVisible();
});

test("missing rights are said", async ({ page }) => {
  await page.route(/RunService\/GetRunDetails/, (route) => route.fulfill(REFUSED("permission_denied")));
  await page.goto(pathOf("order"));
  await expect(page.getByRole("alert")).toContainText("not allowed");
});

test("an expired login is said, with a way to log in", async ({ page }) => {
  await page.route(/RunService\/GetRunDetails/, (route) =>
    route.fulfill({ status: 401, contentType: "application/json", body: '{"code":"unauthenticated"}' }),
  );
  await page.goto(pathOf("order"));
  await expect(page.getByRole("button", { name: "Log in" })).toBeVisible();
});

test("a server that is away for a while costs nothing that was shown", async ({ page, context }) => {
  await page.goto(pathOf("order"));
  await expect(rows(page)).toHaveCount(9);
  await context.setOffline(true);
  await rows(page).filter({ hasText: "summarize" }).click();
  await expect(page.getByText("cannot be reached").first()).toBeVisible();
  await expect(rows(page)).toHaveCount(9);
  await context.setOffline(false);
  await expect(page.getByRole("region", { name: "Action" }).getByText("summarize").first()).toBeVisible();
});

test("a stream that breaks is opened again, and nothing is lost or doubled", async ({ page }) => {
  let broken = 0;
  await page.context().route(/RunService\/WatchActions|ConsoleService\/WatchRunTree/, async (route) => {
    broken += 1;
    if (broken <= 2) await route.abort("connectionreset");
    else await route.continue();
  });
  await page.goto(pathOf("order"));
  await expect(rows(page)).toHaveCount(9);
  await expect(page.getByText("8 actions")).toBeVisible();
  expect(broken).toBeGreaterThan(2);
});

for (const own of [true, false]) {
  test(`a run is shown ${own ? "by the console's own service" : "by published services alone"}`, async ({ page }) => {
    const streams: string[] = [];
    page.context().on("request", (request) => {
      const stream = /(WatchRunTree|WatchActions)$/.exec(new URL(request.url()).pathname);
      if (stream?.[1]) streams.push(stream[1]);
    });
    if (!own)
      await page
        .context()
        .route("**/flyte.console.v1.ConsoleService/**", (route) => route.fulfill(REFUSED("unimplemented")));
    await page.goto(pathOf("order"));
    await expect(rows(page)).toHaveCount(9);
    await expect(page.getByText("8 actions")).toBeVisible();
    await expect(page.getByText("more are coming")).toHaveCount(0);
    expect(new Set(streams)).toEqual(new Set([own ? "WatchRunTree" : "WatchActions"]));
  });
}

test("foreign text stays text", async ({ page }) => {
  const hostile = "<img src=x onerror=alert(1)><script>alert(2)</script>";
  await page.goto(`${PROJECT}/runs?q=${encodeURIComponent(hostile)}`);
  await expect(page.getByText("No run fits the filters")).toBeVisible();
  await page.goto(`${PROJECT}/runs/${encodeURIComponent("<b>x")}`);
  await expect(page.getByRole("alert")).toBeVisible();
  await page.goto(pathOf("chatty", `?tab=logs&find=${encodeURIComponent(hostile)}`));
  await expect(page.getByText("0 matches")).toBeVisible();
  expect(await page.locator("img[src=x]").count()).toBe(0);
});

test("the pages cannot be framed, and the policy has no exception", async ({ request }) => {
  const answer = await request.get("/v2");
  const policy = answer.headers()["content-security-policy"] ?? "";
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain("unsafe");
});
