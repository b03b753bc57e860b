import { defineConfig } from "@playwright/test";

/** The browser of the machine, against the devbox at CONSOLE_ENDPOINT; scripts/console-tests starts both. */
export default defineConfig({
  testDir: "e2e",
  testMatch: "*.spec.ts",
  globalSetup: "./e2e/setup.ts",
  outputDir: "test-results/artifacts",
  timeout: 45_000,
  expect: { timeout: 15_000 },
  workers: 1,
  fullyParallel: false,
  reporter: [["list"], ["json", { outputFile: "test-results/results.json" }]],
  use: {
    baseURL: process.env.CONSOLE_URL ?? `http://${process.env.CONSOLE_ENDPOINT ?? "localhost:8090"}`,
    viewport: { width: 1440, height: 900 },
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.CONSOLE_CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox"],
    },
  },
});
