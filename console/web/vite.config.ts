import { defineConfig } from "vite";

/** Everything is below /v2, where the SDK's links lead. Nothing is inlined: the content policy forbids it. */
export default defineConfig({
  base: "/v2/",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  worker: { format: "es" },
  server: {
    // Calls of services, and presigned URLs, go to a devbox.
    proxy: {
      "^/(flyte[\\w.]*\\.[A-Z]|data/|\\.well-known/)": process.env.FLYTE_ENDPOINT ?? "http://localhost:8090",
    },
  },
});
