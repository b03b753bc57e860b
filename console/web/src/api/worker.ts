import engine from "./engine.worker.ts?worker&url";

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): unknown };
}

/** The only policy for scripts: a Worker from the console's own assets. */
const policy = (self as unknown as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy("console", {
  createScriptURL: (url) => {
    const { origin, pathname } = new URL(url, location.origin);
    if (origin !== location.origin || !pathname.startsWith("/v2/"))
      throw new TypeError(`no script of the console: ${url}`);
    return url;
  },
});

export function startWorker(name: "tree" | "log"): Worker {
  return new Worker((policy?.createScriptURL(engine) ?? engine) as string, { type: "module", name });
}
