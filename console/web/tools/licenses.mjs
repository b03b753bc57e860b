// Lists the packages that reach the browser with their licences, and fails on one that is not known to be fine.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const FINE = new Set(["MIT", "Apache-2.0", "BSD-3-Clause", "(Apache-2.0 AND BSD-3-Clause)", "ISC"]);
const web = dirname(dirname(fileURLToPath(import.meta.url)));
const lock = JSON.parse(readFileSync(join(web, "package-lock.json"), "utf8"));
const shipped = Object.entries(lock.packages)
  .filter(([path, entry]) => path.startsWith("node_modules/") && !entry.dev && !entry.optional)
  .map(([path, entry]) => ({
    name: path.replace(/^.*node_modules\//, ""),
    version: entry.version,
    license: entry.license,
  }))
  .sort((a, b) => a.name.localeCompare(b.name));
const unknown = shipped.filter(({ license }) => !FINE.has(license));
const text = `# Packages in the console\n\n| Package | Version | Licence |\n|---|---|---|\n${shipped
  .map(({ name, version, license }) => `| ${name} | ${version} | ${license} |`)
  .join("\n")}\n`;
const file = join(web, "LICENSES.md");
if (process.argv.includes("--check")) {
  if (readFileSync(file, "utf8") !== text) {
    console.error("LICENSES.md is stale: npm run licenses");
    process.exit(1);
  }
} else writeFileSync(file, text);
if (unknown.length > 0) {
  console.error(`licences to look at: ${unknown.map(({ name, license }) => `${name} (${license})`).join(", ")}`);
  process.exit(1);
}
