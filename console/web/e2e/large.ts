import http from "node:http";
import { start } from "./sdk";

/** Writes a large run through what the services write: one root that waits, and many actions that have ended. */
const agent = new http.Agent({ keepAlive: true, maxSockets: 48 });
const internal = new URL(`http://${process.env.CONSOLE_INTERNAL ?? "127.0.0.1:8190"}`);

function post(method: string, message: unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      {
        agent,
        host: internal.hostname,
        port: internal.port,
        method: "POST",
        path: `/flyteidl2.workflow.InternalRunService/${method}`,
        headers: { "Content-Type": "application/json", "Connect-Protocol-Version": "1" },
      },
      (response) => {
        response.resume();
        response.on("end", () =>
          response.statusCode === 200 ? resolve() : reject(new Error(`${method}: ${response.statusCode}`)),
        );
      },
    );
    request.on("error", reject);
    request.end(JSON.stringify(message));
  });
}

export interface Large {
  readonly address: string;
  readonly run: { org: string; project: string; domain: string; name: string };
  /** Changes one action: a phase that it has not ended with. */
  change(index: number, phase: number): Promise<void>;
}

/** A live run with so many actions: in groups of 100, each with a parent that is one of the first. */
export async function largeRun(size: number): Promise<Large> {
  const address = await start("approve");
  const name = new URL(address).pathname.split("/").at(-1) as string;
  const run = { org: "default", project: "flytesnacks", domain: "development", name };
  const began = Date.now() - size * 10;
  const idOf = (index: number) => ({ run, name: `n${index.toString(36).padStart(6, "0")}` });
  const record = (index: number) => {
    const from = new Date(began + index * 10).toISOString();
    const to = new Date(began + index * 10 + 400 + (index % 17) * 50).toISOString();
    const phase = index % 997 === 0 ? "ACTION_PHASE_FAILED" : "ACTION_PHASE_SUCCEEDED";
    return post("RecordAction", {
      actionId: idOf(index),
      parent: "a0",
      group: `batch ${Math.floor(index / 100)}`,
      subject: "bench",
      inputUri: "s3://bench/inputs.pb",
      trace: { name: `step_${index % 40}`, phase, startTime: from, endTime: to, spec: {} },
    });
  };
  let next = 0;
  await Promise.all(
    Array.from({ length: 48 }, async () => {
      while (next < size) await record(next++);
    }),
  );
  return {
    address,
    run,
    change: (index, phase) => post("UpdateActionStatus", { actionId: idOf(index), status: { phase, attempts: 1 } }),
  };
}
