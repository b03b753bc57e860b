import { Code, ConnectError } from "@connectrpc/connect";
import { idOf } from "../api/ids";
import { Stream } from "../api/stream";
import { clientOf } from "../api/transport";
import { AppLogsService } from "../gen/flyteidl2/app/app_logs_service_pb";
import { DataProxyService, type TailLogsRequest } from "../gen/flyteidl2/dataproxy/dataproxy_service_pb";
import type { LogLine as WireLine } from "../gen/flyteidl2/logs/dataplane/payload_pb";
import { millisOf } from "../model/time";
import { LogBuffer, type SearchSpec } from "./buffer";
import type { AppSource, LogAnswer, LogRequest, LogSource } from "./protocol";

/** Reads a log off the page's thread, keeps it, and answers with windows of lines and results of searches. */
const RETRY_MS = 1_500;

const buffer = new LogBuffer();
let stream: Stream<readonly WireLine[]> | undefined;
let search: SearchSpec = { text: "", regex: false };
let from = 0;
let to = 80;
let scheduled = false;
/** Lines of a new connection that repeat what is here already. */
let repeated = 0;

const tell = (answer: LogAnswer) => self.postMessage(answer);

/** Answers a request of the page; the answers come by postMessage. */
export function handle(data: LogRequest): void {
  switch (data.do) {
    case "open":
      open(data.source);
      break;
    case "show":
      from = data.from;
      to = data.to;
      schedule(0);
      break;
    case "search":
      search = data.search;
      find();
      break;
    case "text":
      tell({ tell: "text", text: buffer.text() });
      break;
    case "pause":
      stream?.pause();
      break;
    case "resume":
      stream?.resume();
      break;
  }
}

function open(source: LogSource | AppSource): void {
  buffer.clear();
  stream?.stop();
  stream = new Stream((signal) => ("app" in source ? appLines(source, signal) : actionLines(source, signal)), {
    begin: () => {
      // A stream begins with the first line again; what is shown is not shown twice.
      repeated = buffer.end;
    },
    message: (lines) => {
      for (const { message, timestamp, shortPodName } of lines) {
        if (repeated > 0) {
          repeated -= 1;
          continue;
        }
        buffer.add({ text: message.replace(/\r?\n$/, ""), at: millisOf(timestamp) ?? Number.NaN, pod: shortPodName });
      }
      schedule(40);
    },
    state: (state, problem) => {
      tell({ tell: "state", state, problem });
      if (state === "ended") schedule(0);
    },
  }).start();
}

async function* actionLines(source: LogSource, signal: AbortSignal): AsyncGenerator<readonly WireLine[]> {
  const client = clientOf(DataProxyService);
  const run = idOf(source, source.run);
  const podSelector: TailLogsRequest["podSelector"] =
    source.pod === ""
      ? { case: "primaryPod", value: true }
      : source.pod === "*"
        ? { case: "allPods", value: true }
        : { case: "podName", value: source.pod };
  for (;;) {
    try {
      const request = { actionId: { run, name: source.action }, attempt: source.attempt, podSelector };
      for await (const { logs } of client.tailLogs(request, { signal })) yield logs.flatMap((part) => part.lines);
      return;
    } catch (failure) {
      // Its pod has not started, or its log is not stored yet.
      if (ConnectError.from(failure).code !== Code.NotFound || buffer.end > 0) throw failure;
      tell({
        tell: "state",
        state: "connecting",
        problem: { kind: "not-found", title: "There are no lines yet", detail: ConnectError.from(failure).rawMessage },
      });
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      if (signal.aborted) return;
    }
  }
}

async function* appLines(source: AppSource, signal: AbortSignal): AsyncGenerator<readonly WireLine[]> {
  const appId = idOf(source, source.app);
  const answers = clientOf(AppLogsService).tailLogs({ target: { case: "appId", value: appId } }, { signal });
  for await (const { resp } of answers) {
    if (resp.case === "batches") yield resp.value.logs.flatMap((part) => part.structuredLines);
  }
}

function schedule(wait: number): void {
  if (scheduled) return;
  scheduled = true;
  setTimeout(() => {
    scheduled = false;
    const { start, end } = buffer;
    tell({ tell: "lines", from: Math.max(from, start), lines: buffer.slice(from, to), start, end });
    if (search.text !== "" && wait > 0) find();
  }, wait);
}

let searching: ReturnType<typeof setTimeout> | undefined;

/** A growing log is searched again at most twice a second. */
function find(): void {
  clearTimeout(searching);
  searching = setTimeout(() => tell({ tell: "found", search, ...buffer.search(search) }), search.text === "" ? 0 : 30);
}
