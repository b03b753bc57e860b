// Fails the build when the console has become too large. Sizes are of the gzip form, in bytes.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const BUDGETS = { "first page": 110_000, styles: 15_000, "all scripts": 240_000 };

const dist = join(dirname(dirname(fileURLToPath(import.meta.url))), "dist");
const assets = join(dist, "assets");
const sizeOf = (name) => statSync(join(assets, `${name}.gz`)).size;
const names = readdirSync(assets);
const scripts = names.filter((name) => name.endsWith(".js"));

/** What the runs page reads before it shows anything: the entry, the page, and what they import. */
function closure(entries) {
  const found = new Set();
  const visit = (name) => {
    if (found.has(name)) return;
    found.add(name);
    const text = readFileSync(join(assets, name), "utf8");
    for (const [, imported] of text.matchAll(/(?:from|import)\s*"\.\/([\w.-]+\.js)"/g)) visit(imported);
  };
  entries.forEach(visit);
  return [...found];
}

const entry = /assets\/(index-[\w-]+\.js)/.exec(readFileSync(join(dist, "index.html"), "utf8"))[1];
const runs = scripts.find((name) => name.startsWith("Runs-"));
const sum = (list) => list.reduce((total, name) => total + sizeOf(name), 0);
const sizes = {
  "first page": sum(closure([entry, runs])),
  styles: sum(names.filter((name) => name.endsWith(".css"))),
  "all scripts": sum(scripts),
};
let failed = false;
for (const [what, budget] of Object.entries(BUDGETS)) {
  const over = sizes[what] > budget;
  failed ||= over;
  console.log(`${what}: ${(sizes[what] / 1000).toFixed(1)} kB of ${budget / 1000} kB${over ? ", too large" : ""}`);
}
process.exit(failed ? 1 : 0);
