import type { Client } from "@connectrpc/connect";
import { idOf } from "../api/ids";
import { Stream } from "../api/stream";
import { clientOf } from "../api/transport";
import type { EnrichedAction } from "../gen/flyteidl2/workflow/run_definition_pb";
import { RunService, type WatchActionsResponse } from "../gen/flyteidl2/workflow/run_service_pb";
import { TrackedRunService } from "../gen/flyteidl2/workflow/tracked_run_service_pb";
import { labelOf } from "../model/names";
import { isTerminal } from "../model/phase";
import { millisOf } from "../model/time";
import type { TreeAnswer, TreeRequest } from "./protocol";
import { type ActionFacts, NO_FILTER, TreeStore } from "./store";

/** Holds the tree of one run: decodes the stream off the page's thread and answers with windows of rows. */
const BINS = 240;
/** Without a mark of its end, the snapshot is taken to be complete after this silence. */
const SILENCE_MS = 1_500;

let store = new TreeStore();
let stream: Stream<WatchActionsResponse> | undefined;
let filter = NO_FILTER;
const expanded = new Map<string, boolean>();
let from = 0;
let to = 60;
let complete = false;
let scheduled = false;
let told = false;
let silence: ReturnType<typeof setTimeout> | undefined;
/** What is known already stays visible while a new connection repeats it. */
let replacement: TreeStore | undefined;

const tell = (answer: TreeAnswer) => self.postMessage(answer);

/** Answers a request of the page; the answers come by postMessage. */
export function handle(data: TreeRequest): void {
  switch (data.do) {
    case "open":
      open(data);
      break;
    case "show":
      from = data.from;
      to = data.to;
      schedule();
      break;
    case "filter":
      filter = data.filter;
      store.setFilter(filter);
      schedule();
      break;
    case "expand":
      expanded.set(data.id, data.expanded);
      store.setExpanded(data.id, data.expanded);
      schedule();
      break;
    case "expand-all":
      expanded.clear();
      store.setAllExpanded(data.expanded);
      schedule();
      break;
    case "find":
      store.reveal(data.id);
      tell({ tell: "found", id: data.id, index: store.indexOf(data.id) });
      schedule();
      break;
    case "pause":
      stream?.pause();
      break;
    case "resume":
      stream?.resume();
      break;
  }
}

function open({ scope, run, kind }: Extract<TreeRequest, { do: "open" }>): void {
  const client = clientOf(kind === "runs" ? RunService : TrackedRunService) as Pick<
    Client<typeof RunService>,
    "watchActions"
  >;
  const runId = idOf(scope, run);
  stream?.stop();
  stream = new Stream((signal) => client.watchActions({ runId }, { signal }), {
    begin: () => {
      replacement = new TreeStore();
      complete = false;
    },
    message: ({ enrichedActions }) => {
      const target = replacement ?? store;
      for (const enriched of enrichedActions) {
        const facts = factsOf(enriched);
        if (facts) target.put(facts);
      }
      // An empty message is a heartbeat: nothing more is waiting, so the snapshot has ended.
      if (enrichedActions.length === 0) finish();
      else if (!complete) {
        clearTimeout(silence);
        silence = setTimeout(finish, SILENCE_MS);
      }
      if (replacement && (store.size === 0 || replacement.size >= store.size)) adopt();
      // The first rows do not wait for the others, which keep this thread busy.
      if (!told && store.size > 0) answer();
      schedule();
    },
    state: (state, problem) => tell({ tell: "state", state, problem }),
  }).start();
}

function finish(): void {
  clearTimeout(silence);
  adopt();
  if (complete) return;
  complete = true;
  schedule();
}

function adopt(): void {
  if (!replacement) return;
  store = replacement;
  replacement = undefined;
  store.setFilter(filter);
  for (const [id, open] of expanded) store.setExpanded(id, open);
}

/** At most one window in 50 ms: a burst of changes is one answer. */
function schedule(): void {
  if (scheduled) return;
  scheduled = true;
  setTimeout(answer, complete ? 16 : 50);
}

function answer(): void {
  scheduled = false;
  told = true;
  const now = Date.now();
  const range = store.range(now);
  tell({
    tell: "window",
    from,
    rows: store.window(from, to),
    length: store.length,
    size: store.size,
    totals: store.totals(),
    range,
    histogram: range ? store.histogram(BINS, range.start, range.end, now) : [],
    cause: store.cause(),
    paused: store.paused(),
    complete,
  });
}

export function factsOf({ action }: EnrichedAction): ActionFacts | undefined {
  const name = action?.id?.name;
  if (!action || !name) return undefined;
  const { metadata, status } = action;
  const start = millisOf(status?.startTime) ?? Number.NaN;
  const phase = status?.phase ?? 0;
  const end = millisOf(status?.endTime) ?? Number.NaN;
  return {
    name,
    parent: metadata?.parent ?? "",
    group: metadata?.group ?? "",
    label: labelOf(metadata) || name,
    type: metadata?.actionType ?? 0,
    phase,
    attempts: status?.attempts ?? 0,
    cache: status?.cacheStatus ?? 0,
    start,
    end:
      Number.isNaN(end) && isTerminal(phase) && status?.durationMs !== undefined
        ? start + Number(status.durationMs)
        : end,
  };
}
