import { test as base, expect, type Page } from "@playwright/test";
import { printed } from "./sdk";

/** Every test also shows that nothing came from elsewhere, nothing broke a policy, and no page threw. */
export const test = base.extend<{ clean: undefined; allowed: string[] }>({
  allowed: [[], { option: true }],
  clean: [
    async ({ page, baseURL, allowed }, use) => {
      const wrong: string[] = [];
      page.on("pageerror", (error) => wrong.push(`threw ${error.message}`));
      page.on("console", (message) => {
        const text = message.text();
        if (message.type() !== "error" || allowed.some((part) => text.includes(part))) return;
        if (!/Failed to load resource|ERR_/.test(text)) wrong.push(`said ${text}`);
      });
      page.on("request", (request) => {
        // What a report asks for is its own affair: its frame has an origin of its own.
        if (!request.serviceWorker() && request.frame() !== page.mainFrame()) return;
        const url = new URL(request.url());
        if (url.protocol.startsWith("http") && url.origin !== new URL(baseURL as string).origin)
          wrong.push(`asked ${url.href}`);
      });
      await use(undefined);
      expect(wrong).toEqual([]);
    },
    { auto: true },
  ],
});

/** The path of an address that the command line printed, opened at the devbox of the tests. */
export function pathOf(task: string, more = ""): string {
  const address = printed()[task];
  if (!address) throw new Error(`nothing was printed for ${task}`);
  return new URL(address).pathname + more;
}

export const PROJECT = "/v2/domain/development/project/flytesnacks";

/** Rows of the tree. */
export const rows = (page: Page) => page.getByRole("treegrid", { name: "Actions" }).getByRole("row");

export { expect };
