import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { param, setParams } from "../app/location";
import { copyText } from "../ui/basics";
import { download } from "../ui/download";
import { Icon } from "../ui/icons";
import { useViewport } from "../ui/use-viewport";
import { scrollTo, visibleRows } from "../ui/virtual";
import type { SearchSpec } from "./buffer";
import { Line } from "./Line";
import type { AppSource, LogSource } from "./protocol";
import { LogSession } from "./session";

const ROW = 18;
const OVERSCAN = 60;

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
  const log = useMemo(() => new LogSession(source), [source]);
  useEffect(() => () => log.close(), [log]);
  const box = useRef<HTMLDivElement>(null);
  const follow = useSignal(param("line") === "");
  const viewport = useViewport(box, (element, before) => {
    const atEnd = element.scrollTop + element.clientHeight >= element.scrollHeight - 4;
    if (element.scrollTop < before - 2) follow.value = false;
    else if (atEnd && element.scrollTop > before) follow.value = true;
  });
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
    log.search(search);
    current.value = 0;
  }, [log, search.text, search.regex]);

  useEffect(() => {
    const wanted = { from: start + shown.from, to: start + shown.to };
    if (wanted.from >= asked.current.from && wanted.to <= asked.current.to) return;
    asked.current = { from: Math.max(0, wanted.from - OVERSCAN), to: wanted.to + OVERSCAN };
    log.show(asked.current.from, asked.current.to);
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

  const save = async () => download(file, await log.text(), "text/plain");
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
