import { useSignal } from "@preact/signals";
import { Component } from "preact";
import { useCallback, useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { shortcuts } from "../../app/keyboard";
import { param, setParams } from "../../app/location";
import { ACTION_TYPES } from "../../model/names";
import { phaseKey, phaseOfKey, phaseWord, SHOWN_PHASES } from "../../model/phase";
import type { TreeSession } from "../../tree/session";
import { NO_FILTER, type TreeRow } from "../../tree/store";
import { now, Span } from "../../ui/basics";
import { Icon, PhaseIcon } from "../../ui/icons";
import { Counts } from "../../ui/phases";
import { scrollTo, type Viewport, visibleRows } from "../../ui/virtual";
import { drawAxis, drawLane, type TimeScale } from "./timeline";

const ROW = 28;
const OVERSCAN = 24;
/** Elements of rows are used again for other rows: changing one costs less than making one. */
const POOL = 256;

/** Actions and their bars over time, on the same rows and the same scroll. */
export function Tree({
  session,
  selected,
  onSelect,
}: {
  session: TreeSession;
  selected: string;
  onSelect: (id: string) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const viewport = useSignal<Viewport>({ scroll: 0, height: 600 });
  const asked = useRef({ from: -1, to: -1 });
  const window = session.window.value;
  const length = window?.length ?? 0;
  const shown = visibleRows(viewport.value, length, ROW);
  const scale = useScale(session);

  useEffect(() => {
    const filter = filterOf();
    session.filter(filter);
  }, [param("name"), param("in"), param("type"), param("only")]);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => (viewport.value = { scroll: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener("scroll", measure, { passive: true });
    measure();
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", measure);
    };
  }, []);

  useEffect(() => {
    const { from, to } = asked.current;
    if (shown.from >= from && shown.to <= to) return;
    asked.current = { from: Math.max(0, shown.from - OVERSCAN), to: shown.to + OVERSCAN };
    session.show(asked.current.from, asked.current.to);
  }, [shown.from, shown.to]);

  const reveal = (index: number) => {
    const element = box.current;
    if (element && index >= 0)
      element.scrollTop = scrollTo(index, viewport.peek(), session.window.peek()?.length ?? index + 1, ROW);
  };
  const rowAt = (index: number): TreeRow | undefined => window?.rows[index - window.from];
  const current = window ? window.from + window.rows.findIndex((row) => row.id === selected) : -1;
  const at = current >= (window?.from ?? 0) ? current : -1;

  const move = async (step: number) => {
    const from = at >= 0 ? at : await session.find(selected);
    const next = Math.max(0, Math.min(length - 1, from + step));
    const row = rowAt(next);
    if (row) onSelect(row.id);
    reveal(next);
  };
  const unfold = (open: boolean) => {
    const row = rowAt(at);
    if (!row) return;
    if (row.children > 0 && row.expanded !== open) session.expand(row.id, open);
    else if (open) void move(1);
    else {
      for (let index = at - 1; index >= 0; index--) {
        const above = rowAt(index);
        if (above && above.depth < row.depth) {
          onSelect(above.id);
          reveal(index);
          return;
        }
      }
    }
  };
  const keys: Record<string, () => void> = {
    ArrowDown: () => void move(1),
    ArrowUp: () => void move(-1),
    PageDown: () => void move(20),
    PageUp: () => void move(-20),
    Home: () => void move(-length),
    End: () => void move(length),
    ArrowRight: () => unfold(true),
    ArrowLeft: () => unfold(false),
  };
  const latest = useRef({ move, unfold });
  latest.current = { move, unfold };
  useEffect(
    () =>
      shortcuts([
        { key: "j", what: "Next row", run: () => void latest.current.move(1) },
        { key: "k", what: "Row before", run: () => void latest.current.move(-1) },
        { key: "/", what: "Search", run: () => document.querySelector<HTMLElement>("[data-search]")?.focus() },
      ]),
    [],
  );
  // A selection that comes with the address is brought into view once.
  const revealed = useRef("");
  useEffect(() => {
    if (revealed.current === selected || selected === "" || length === 0) return;
    revealed.current = selected;
    if (at < shown.from || at >= shown.to) void session.find(selected).then(reveal);
  }, [selected, length > 0]);

  const twist = useCallback((one: TreeRow) => session.expand(one.id, !one.expanded), [session]);
  const select = useCallback((one: TreeRow) => (one.isGroup ? twist(one) : chosen.current(one.id)), [twist]);
  const chosen = useRef(onSelect);
  chosen.current = onSelect;

  return (
    <div class="tree-pane">
      <Tools session={session} />
      <div class="axis">
        <span>Action</span>
        <span>Duration</span>
        <Axis session={session} scale={scale} />
      </div>
      <div
        ref={box}
        class="tree"
        role="treegrid"
        aria-label="Actions"
        aria-rowcount={length}
        tabIndex={0}
        aria-activedescendant={at >= 0 ? `row-${at}` : undefined}
        onKeyDown={(event) => {
          const run = keys[event.key];
          if (run) {
            event.preventDefault();
            run();
          }
        }}
      >
        <div class="tree-space" style={{ height: `${shown.space}px` }} role="rowgroup">
          {window?.rows.map((row, offset) => {
            const index = window.from + offset;
            if (index < shown.from || index >= shown.to) return null;
            return (
              <Row
                key={index % POOL}
                row={row}
                index={index}
                top={shown.top(index)}
                selected={row.id === selected}
                scale={scale.value}
                onSelect={select}
                onTwist={twist}
              />
            );
          })}
        </div>
        {window?.complete && length === 0 && <p class="state muted">No action fits the filters.</p>}
      </div>
      <Foot session={session} />
    </div>
  );
}

interface RowProps {
  readonly row: TreeRow;
  readonly index: number;
  readonly top: number;
  readonly selected: boolean;
  readonly scale: TimeScale;
  readonly onSelect: (row: TreeRow) => void;
  readonly onTwist: (row: TreeRow) => void;
}

/** A row is drawn again only when something of it has changed. */
class Row extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    const { row, index, top, selected, scale } = this.props;
    return (
      next.row !== row ||
      next.index !== index ||
      next.top !== top ||
      next.selected !== selected ||
      next.scale.start !== scale.start ||
      next.scale.end !== scale.end
    );
  }

  render() {
    return <RowView {...this.props} />;
  }
}

function RowView({ row, index, top, selected, scale, onSelect, onTwist }: RowProps) {
  const key = phaseKey(row.phase);
  return (
    <div
      id={`row-${index}`}
      class={row.matches ? "tree-row" : "tree-row faint"}
      role="row"
      aria-level={row.depth + 1}
      aria-rowindex={index + 1}
      aria-expanded={row.children > 0 ? row.expanded : undefined}
      aria-selected={selected}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onSelect(row)}
    >
      <div class="tree-name" role="gridcell" style={{ "--depth": Math.min(row.depth, 24) }}>
        {row.children > 0 ? (
          <button
            type="button"
            class={row.expanded ? "twist open" : "twist"}
            tabIndex={-1}
            aria-label={row.expanded ? `Close ${row.label}` : `Open ${row.label}`}
            onClick={(event) => {
              event.stopPropagation();
              onTwist(row);
            }}
          >
            <Icon name="chevron" />
          </button>
        ) : (
          <span class="twist" />
        )}
        <span class={`phase-${key}`} title={phaseWord(row.phase)}>
          {row.isGroup ? <Icon name="folder" /> : <PhaseIcon phase={key} />}
          <span class="hidden-label">{phaseWord(row.phase)}</span>
        </span>
        <span class="label" title={row.isGroup ? row.label : `${row.label}\n${row.id}`}>
          {row.label}
        </span>
        {row.type > 1 && <span class="kind">{ACTION_TYPES[row.type]}</span>}
        {row.attempts > 1 && <span class="count">{row.attempts}×</span>}
        {row.cache === 2 && <span class="count">cached</span>}
        {row.children > 0 && !row.expanded && <Counts counts={row.counts} />}
      </div>
      <div class="tree-dur" role="gridcell">
        <Span start={row.start} end={row.end} phase={row.phase} />
      </div>
      <div class="lane" role="gridcell" aria-hidden="true">
        <Lane row={row} scale={scale} phase={key} />
      </div>
    </div>
  );
}

/** One bar. It is drawn by two properties, so that no canvas is needed for what is in view. */
function Lane({ row, scale, phase }: { row: TreeRow; scale: TimeScale; phase: string }) {
  const bar = drawLane(row, scale);
  if (!bar) return null;
  return (
    <span
      class={`bar bar-${phase}${row.isGroup ? " group" : ""}`}
      style={{ left: `${bar.left * 100}%`, width: `max(3px, ${bar.width * 100}%)` }}
    />
  );
}

/** The part of time that the bars show: all of it, or what the address says. */
function useScale(session: TreeSession) {
  const scale = useSignal<TimeScale>({ start: 0, end: 1, now: Date.now() });
  const range = session.window.value?.range;
  const open = session.window.value?.totals.some((count, phase) => count > 0 && phase >= 1 && phase <= 4) ?? false;
  const tick = open ? now.value : 0;
  const zoom = param("zoom");
  useLayoutEffect(() => {
    if (!range) return;
    const end = Math.max(range.end, open ? tick : 0, range.start + 1);
    const [from, to] = zoom.split("-").map(Number);
    const whole = end - range.start;
    const chosen =
      zoom !== "" && Number.isFinite(from) && Number.isFinite(to)
        ? {
            start: range.start + Math.max(0, from as number),
            end: range.start + Math.min(whole, Math.max((from as number) + 1, to as number)),
          }
        : { start: range.start, end };
    scale.value = { ...chosen, now: Date.now() };
  }, [range?.start, range?.end, open, tick, zoom]);
  return scale;
}

/** Time above the bars, with how much was at work; drag to zoom, double click to see all. */
function Axis({ session, scale }: { session: TreeSession; scale: { value: TimeScale } }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drag = useRef<number | undefined>(undefined);
  const marked = useSignal<[number, number] | undefined>(undefined);
  const window = session.window.value;
  useEffect(() => {
    const element = canvas.current;
    if (!element || !window?.range) return;
    drawAxis(element, window, scale.value, marked.value);
  });
  const at = (event: PointerEvent) => {
    const { left, width } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    return Math.max(0, Math.min(1, (event.clientX - left) / width));
  };
  const timeAt = (part: number) =>
    scale.value.start + part * (scale.value.end - scale.value.start) - (window?.range?.start ?? 0);
  return (
    <canvas
      ref={canvas}
      title="Drag to look closer, double click to see all"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = at(event);
      }}
      onPointerMove={(event) => {
        if (drag.current !== undefined)
          marked.value = [Math.min(drag.current, at(event)), Math.max(drag.current, at(event))];
      }}
      onPointerUp={() => {
        const range = marked.value;
        drag.current = undefined;
        marked.value = undefined;
        if (range && range[1] - range[0] > 0.01) {
          setParams({ zoom: `${Math.floor(timeAt(range[0]))}-${Math.ceil(timeAt(range[1]))}` });
        }
      }}
      onDblClick={() => setParams({ zoom: "" })}
    />
  );
}

function filterOf() {
  const only = new Set(param("only").split(","));
  const filter = {
    text: param("name"),
    phases: param("in").split(",").filter(Boolean).map(phaseOfKey),
    type: Math.max(0, ACTION_TYPES.indexOf(param("type") as never)),
    cached: only.has("cached"),
    retried: only.has("retried"),
  };
  const empty =
    filter.text === "" && filter.phases.length === 0 && filter.type === 0 && !filter.cached && !filter.retried;
  return empty ? NO_FILTER : filter;
}

function Tools({ session }: { session: TreeSession }) {
  const totals = session.window.value?.totals ?? [];
  const chosen = param("in");
  const wide = param("view") === "wide";
  return (
    <div class="tree-tools">
      <span class="search">
        <Icon name="search" />
        <input
          type="search"
          data-search
          aria-label="Name of an action"
          placeholder="Name"
          defaultValue={param("name")}
          onInput={(event) => setParams({ name: event.currentTarget.value.trim() })}
        />
      </span>
      <select aria-label="Phase" value={chosen} onChange={(event) => setParams({ in: event.currentTarget.value })}>
        <option value="">All phases</option>
        <option value="failed,timed-out">Failures ({(totals[6] ?? 0) + (totals[8] ?? 0)})</option>
        {SHOWN_PHASES.filter((phase) => (totals[phase] ?? 0) > 0 || phaseKey(phase) === chosen).map((phase) => (
          <option key={phase} value={phaseKey(phase)}>
            {phaseWord(phase)} ({totals[phase] ?? 0})
          </option>
        ))}
      </select>
      <select
        aria-label="Kind"
        value={param("type")}
        onChange={(event) => setParams({ type: event.currentTarget.value })}
      >
        <option value="">All kinds</option>
        <option value="task">Tasks</option>
        <option value="trace">Traces</option>
        <option value="condition">Conditions</option>
      </select>
      <select
        aria-label="Only"
        value={param("only")}
        onChange={(event) => setParams({ only: event.currentTarget.value })}
      >
        <option value="">Any</option>
        <option value="cached">Cached</option>
        <option value="retried">Retried</option>
      </select>
      <button
        class="icon-button"
        type="button"
        aria-label="Open all"
        title="Open all"
        onClick={() => session.expandAll(true)}
      >
        <Icon name="down" />
      </button>
      <button
        class="icon-button"
        type="button"
        aria-label="Close all"
        title="Close all"
        onClick={() => session.expandAll(false)}
      >
        <Icon name="chevron" />
      </button>
      {param("zoom") !== "" && (
        <button class="button small" type="button" onClick={() => setParams({ zoom: "" })}>
          All time
        </button>
      )}
      <button
        class="icon-button"
        type="button"
        aria-pressed={wide}
        aria-label="Timeline over the whole width"
        title="Timeline over the whole width"
        onClick={() => setParams({ view: wide ? "" : "wide" })}
      >
        <Icon name="expand" />
      </button>
    </div>
  );
}

const STATES: Record<string, string> = {
  connecting: "Connecting…",
  reconnecting: "Connection lost, trying again…",
  paused: "Paused while hidden",
  failed: "Not followed",
};

function Foot({ session }: { session: TreeSession }) {
  const { state, problem } = session.state.value;
  const window = session.window.value;
  const filtered = filterOf() !== NO_FILTER;
  return (
    <div class="tree-foot" role="status">
      {window && (
        <span class="number">
          {window.size.toLocaleString("en")} {window.size === 1 ? "action" : "actions"}
          {filtered ? `, ${window.length.toLocaleString("en")} rows shown` : ""}
          {window.complete ? "" : ", more are coming"}
        </span>
      )}
      {window && <Counts counts={window.totals} />}
      <span class="grow" />
      {STATES[state] && (
        <span title={problem?.detail}>{problem && state === "failed" ? problem.title : STATES[state]}</span>
      )}
    </div>
  );
}
