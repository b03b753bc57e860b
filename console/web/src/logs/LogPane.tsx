import { signal, useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Problem } from "../api/problem";
import { pauseWhileHidden, type StreamState } from "../api/stream";
import { startWorker } from "../api/worker";
import { param, setParams } from "../app/location";
import { zone } from "../app/preferences";
import { formatInstant } from "../model/time";
import { copyText } from "../ui/basics";
import { Icon } from "../ui/icons";
import { scrollTo, type Viewport, visibleRows } from "../ui/virtual";
import { levelOf, parseAnsi } from "./ansi";
import { type LogLine, matchesIn, type SearchSpec } from "./buffer";
import type { AppSource, LogAnswer, LogRequest, LogSource } from "./protocol";

const ROW = 18;
const OVERSCAN = 60;

type Lines = Extract<LogAnswer, { tell: "lines" }>;
type Found = Extract<LogAnswer, { tell: "found" }>;

/** The page's side of the Worker that holds a log. */
function openLog(source: LogSource | AppSource) {
  const worker = startWorker("log");
  const lines = signal<Lines>({ tell: "lines", from: 0, lines: [], start: 0, end: 0 });
  const found = signal<Found | undefined>(undefined);
  const state = signal<{ state: StreamState; problem?: Problem }>({ state: "connecting" });
  let whole: ((text: string) => void) | undefined;
  const ask = (request: LogRequest) => worker.postMessage(request);
  worker.onmessage = ({ data }: MessageEvent<LogAnswer>) => {
    if (data.tell === "lines") lines.value = data;
    else if (data.tell === "found") found.value = data;
    else if (data.tell === "state") state.value = data;
    else whole?.(data.text);
  };
  ask({ do: "open", source });
  const ends = pauseWhileHidden({ pause: () => ask({ do: "pause" }), resume: () => ask({ do: "resume" }) });
  return {
    lines,
    found,
    state,
    ask,
    text: () =>
      new Promise<string>((resolve) => {
        whole = resolve;
        ask({ do: "text" });
      }),
    close: () => {
      ends();
      worker.terminate();
    },
  };
}

/** A log: follows its end until somebody scrolls, searches all of it, and keeps what is chosen in the address. */
export function LogPane({
  source,
  pods,
  file,
}: {
  source: LogSource | AppSource;
  pods: readonly string[];
  file: string;
}) {
  const log = useMemo(() => openLog(source), [source]);
  useEffect(() => log.close, [log]);
  const box = useRef<HTMLDivElement>(null);
  const viewport = useSignal<Viewport>({ scroll: 0, height: 400 });
  const follow = useSignal(param("line") === "");
  const wrap = useSignal(false);
  const times = useSignal(false);
  const current = useSignal(0);
  const asked = useRef({ from: -1, to: -1 });
  const { start, end, lines, from } = log.lines.value;
  const count = end - start;
  const wrapped = wrap.value && count <= 5_000;
  const shown = wrapped ? { from: 0, to: count, space: 0, top: () => 0 } : visibleRows(viewport.value, count, ROW, 12);
  const target = Number(param("line")) - 1;
  const search: SearchSpec = { text: param("find"), regex: param("regex") === "1" };

  useEffect(() => {
    log.ask({ do: "search", search });
    current.value = 0;
  }, [log, search.text, search.regex]);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    let last = element.scrollTop;
    const measure = () => {
      const atEnd = element.scrollTop + element.clientHeight >= element.scrollHeight - 4;
      if (element.scrollTop < last - 2) follow.value = false;
      else if (atEnd && element.scrollTop > last) follow.value = true;
      last = element.scrollTop;
      viewport.value = { scroll: element.scrollTop, height: element.clientHeight };
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener("scroll", measure, { passive: true });
    measure();
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", measure);
    };
  }, [log]);

  useEffect(() => {
    const wanted = { from: start + shown.from, to: start + shown.to };
    if (wanted.from >= asked.current.from && wanted.to <= asked.current.to) return;
    asked.current = { from: Math.max(0, wanted.from - OVERSCAN), to: wanted.to + OVERSCAN };
    log.ask({ do: "show", ...asked.current });
  }, [log, start, shown.from, shown.to]);

  useLayoutEffect(() => {
    if (follow.value && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [end, follow.value, wrapped]);

  const reveal = (line: number) => {
    const element = box.current;
    if (!element) return;
    follow.value = false;
    const middle = { ...viewport.peek(), height: Math.max(ROW, element.clientHeight / 2) };
    element.scrollTop = scrollTo(line - start, middle, count, ROW);
  };
  const reached = target >= 0 && end > target;
  useEffect(() => {
    if (reached) reveal(target);
  }, [reached, target]);
  const found = log.found.value;
  const hits = found && found.search.text === search.text && search.text !== "" ? found : undefined;
  const jump = (step: number) => {
    if (!hits || hits.lines.length === 0) return;
    current.value = (current.value + step + hits.lines.length) % hits.lines.length;
    reveal(hits.lines[current.value] as number);
  };
  const arrived = hits !== undefined && hits.lines.length > 0;
  useEffect(() => {
    if (arrived && param("line") === "") jump(0);
  }, [arrived, search.text, search.regex]);

  const save = async () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([await log.text()], { type: "text/plain" }));
    link.download = file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  };
  const { state, problem } = log.state.value;
  return (
    <>
      <div class="log-tools">
        <input
          type="search"
          data-search
          aria-label="Search the log"
          placeholder="Search"
          defaultValue={search.text}
          onInput={(event) => setParams({ find: event.currentTarget.value, line: "" })}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            event.preventDefault();
            jump(event.shiftKey ? -1 : 1);
          }}
        />
        <button
          class="icon-button mono"
          type="button"
          aria-pressed={search.regex}
          aria-label="Regular expression"
          title="Regular expression"
          onClick={() => setParams({ regex: search.regex ? "" : "1" })}
        >
          .*
        </button>
        {search.text !== "" && (
          <span class="muted number" role="status">
            {hits?.error
              ? "No such expression"
              : hits
                ? `${hits.total.toLocaleString("en")} ${hits.total === 1 ? "match" : "matches"}`
                : "…"}
          </span>
        )}
        {pods.length > 1 && (
          <select
            aria-label="Pod"
            value={param("pod")}
            onChange={(event) => setParams({ pod: event.currentTarget.value })}
          >
            <option value="">Primary pod</option>
            <option value="*">All pods</option>
            {pods.map((pod) => (
              <option key={pod} value={pod}>
                {pod}
              </option>
            ))}
          </select>
        )}
        <span class="grow" />
        <button
          class="button small"
          type="button"
          aria-pressed={follow.value}
          onClick={() => (follow.value = !follow.value)}
        >
          <Icon name="follow" />
          {follow.value ? "Following" : "Follow"}
        </button>
        <button
          class="icon-button mono"
          type="button"
          aria-pressed={wrap.value}
          disabled={count > 5_000}
          aria-label="Wrap long lines"
          title={count > 5_000 ? "Logs beyond 5,000 lines are not wrapped" : "Wrap long lines"}
          onClick={() => (wrap.value = !wrap.value)}
        >
          ↵
        </button>
        <button
          class="icon-button"
          type="button"
          aria-pressed={times.value}
          aria-label="Times"
          title="Times"
          onClick={() => (times.value = !times.value)}
        >
          <Icon name="triggers" />
        </button>
        <button
          class="icon-button"
          type="button"
          aria-label="Copy the log"
          title="Copy"
          onClick={() => void log.text().then(copyText)}
        >
          <Icon name="copy" />
        </button>
        <button
          class="icon-button"
          type="button"
          aria-label="Download the log"
          title="Download"
          onClick={() => void save()}
        >
          <Icon name="download" />
        </button>
      </div>
      <div ref={box} class={wrapped ? "log wrap" : "log"} tabIndex={0} role="log" aria-label="Log" aria-live="off">
        <div class="log-space" style={wrapped ? {} : { height: `${shown.space}px` }}>
          {lines.map((line, offset) => {
            const number = from + offset;
            const index = number - start;
            if (index < shown.from || index >= shown.to) return null;
            return (
              <Line
                key={number}
                line={line}
                number={number}
                top={wrapped ? undefined : shown.top(index)}
                times={times.value}
                targeted={number === target}
                search={search}
                current={hits?.lines[current.value] === number}
              />
            );
          })}
        </div>
        {count === 0 && (
          <p class="state muted">
            {state === "ended" ? "Nothing was printed." : problem ? `${problem.title}.` : "Waiting for lines…"}
          </p>
        )}
      </div>
      <div class="tree-foot" role="status">
        <span class="number">
          {end.toLocaleString("en")} {end === 1 ? "line" : "lines"}
          {start > 0 && `, the first ${start.toLocaleString("en")} are not kept here`}
        </span>
        <span class="grow" />
        <span>
          {state === "live"
            ? "Live"
            : state === "reconnecting"
              ? "Connection lost, trying again…"
              : state === "failed"
                ? (problem?.title ?? "")
                : ""}
        </span>
      </div>
    </>
  );
}

function Line({
  line,
  number,
  top,
  times,
  targeted,
  search,
  current,
}: {
  line: LogLine;
  number: number;
  top: number | undefined;
  times: boolean;
  targeted: boolean;
  search: SearchSpec;
  current: boolean;
}) {
  const pieces = parseAnsi(line.text);
  const plain = pieces.map(({ text }) => text).join("");
  const level = pieces.length <= 1 ? levelOf(plain) : "";
  const marks = matchesIn(plain, search);
  let at = 0;
  return (
    <div
      class={`log-line level-${level}${targeted ? " target" : ""}`}
      style={top === undefined ? { position: "relative", height: "auto" } : { transform: `translateY(${top}px)` }}
    >
      <a
        class="no"
        href={`?line=${number + 1}`}
        aria-label={`Link to line ${number + 1}`}
        onClick={(event) => {
          event.preventDefault();
          setParams({ line: targeted ? "" : String(number + 1) });
        }}
      >
        {number + 1}
      </a>
      {times && (
        <span class="at">
          {Number.isNaN(line.at) ? "–" : formatInstant(line.at, zone.value === "utc", true).slice(11)}
        </span>
      )}
      {line.pod && <span class="at">{line.pod}</span>}
      <span class="text">
        {pieces.map(({ text, classes }, index) => {
          const begin = at;
          at += text.length;
          return (
            <span key={index} class={classes}>
              {marked(text, begin, marks, current)}
            </span>
          );
        })}
      </span>
    </div>
  );
}

function marked(text: string, begin: number, marks: readonly [number, number][], current: boolean) {
  if (marks.length === 0) return text;
  const parts = [];
  let at = 0;
  for (const [from, to] of marks) {
    const left = Math.max(0, from - begin);
    const right = Math.min(text.length, to - begin);
    if (right <= at || left >= text.length) continue;
    if (left > at) parts.push(text.slice(at, left));
    parts.push(<mark class={current ? "current" : ""}>{text.slice(Math.max(at, left), right)}</mark>);
    at = right;
  }
  parts.push(text.slice(at));
  return parts;
}
