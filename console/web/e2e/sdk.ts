import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

/** The released SDK on the command line, against the devbox of the tests. */
const run = promisify(execFile);
const folder = join(import.meta.dirname, "../test-results");
const STATE = join(folder, "runs.json");

export const endpoint = process.env.CONSOLE_ENDPOINT ?? "localhost:8090";

/** Addresses that the command line has printed, by task. */
export type Printed = Record<string, string>;

export async function flyte(...args: string[]): Promise<string> {
  const config = join(folder, "config.yaml");
  mkdirSync(folder, { recursive: true });
  const scope = "task:\n  project: flytesnacks\n  domain: development\n";
  writeFileSync(config, `admin:\n  endpoint: ${endpoint}\n  insecure: true\nimage:\n  builder: local\n${scope}`);
  const { stdout, stderr } = await run(process.env.CONSOLE_FLYTE ?? "flyte", ["--config", config, ...args], {
    cwd: import.meta.dirname,
    timeout: 120_000,
    maxBuffer: 64 << 20,
    env: { ...process.env, COLUMNS: "250", LINES: "50", NO_COLOR: "1", FORCE_COLOR: "" },
  }).catch((failure: { stdout?: string; stderr?: string; message: string }) => {
    throw new Error(`flyte ${args.join(" ")}: ${failure.message}\n${failure.stdout ?? ""}\n${failure.stderr ?? ""}`);
  });
  return `${stdout}\n${stderr}`;
}

/** Runs a task of shop.py and returns the address that is printed. */
export async function start(task: string, ...inputs: string[]): Promise<string> {
  const [address] = addressesIn(await flyte("run", "shop.py", task, ...inputs));
  if (!address) throw new Error(`no address was printed for ${task}`);
  return address;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: links of terminals are between escape sequences
const ADDRESS = /https?:\/\/[^\s\x1b\x07\\"']+\/v2\/[^\s\x1b\x07\\"'│]+/g;

/** All addresses of the console in what the command line printed, also inside of terminal links. */
export function addressesIn(text: string): string[] {
  return [...new Set([...text.matchAll(ADDRESS)].map(([address]) => address))];
}

export const nameIn = (address: string) => new URL(address).pathname.split("/").at(-1) as string;

/** The phase of a run, as the SDK says it. */
export async function phaseOf(name: string): Promise<string> {
  const text = await flyte("get", "run", name);
  return (
    /(QUEUED|RUNNING|SUCCEEDED|FAILED|ABORTED|TIMED_OUT|succeeded|failed|aborted|running|queued)/i
      .exec(text)?.[1]
      ?.toLowerCase() ?? text
  );
}

export function remember(printed: Printed): void {
  writeFileSync(STATE, JSON.stringify(printed, null, 2));
}

export function printed(): Printed {
  return JSON.parse(readFileSync(STATE, "utf8")) as Printed;
}
