import { Stream } from "../api/stream";
import type { TreeAnswer, TreeRequest } from "./protocol";
import { NO_FILTER, TreeStore } from "./store";
import { columnUpdates, publishedUpdates, type TreeUpdate } from "./updates";

/** Holds the tree of one run: decodes the stream off the page's thread and answers with windows of rows. */
const BINS = 240;
/** The published stream has no mark of its end: the snapshot is taken to be complete after this silence. */
const SILENCE_MS = 1_500;

let store = new TreeStore();
let stream: Stream<TreeUpdate> | undefined;
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

function open({ scope, run, kind, columns }: Extract<TreeRequest, { do: "open" }>): void {
  stream?.stop();
  stream = new Stream((columns ? columnUpdates : publishedUpdates)(scope, run, kind), {
    begin: () => {
      replacement = new TreeStore();
      complete = false;
    },
    message: ({ actions, snapshotEnd }) => {
      const target = replacement ?? store;
      for (const facts of actions) target.put(facts);
      if (snapshotEnd) finish();
      else if (!complete && !columns) {
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
