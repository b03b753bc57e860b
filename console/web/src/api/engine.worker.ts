/// <reference lib="webworker" />

/** The one script of all Workers; its name says what a Worker is for. What both kinds need is read once by the browser. */
const engine =
  self.name === "tree"
    ? import("../tree/engine").then((tree) => tree.handle)
    : import("../logs/engine").then((log) => log.handle);

self.onmessage = async ({ data }: MessageEvent) => (await engine)(data as never);
