import { useCallback, useEffect, useRef } from "preact/hooks";
import { shortcuts } from "../../app/keyboard";
import { param } from "../../app/location";
import type { TreeSession } from "../../tree/session";
import type { TreeRow } from "../../tree/store";
import { useViewport } from "../../ui/use-viewport";
import { scrollTo, visibleRows } from "../../ui/virtual";
import { Row } from "./Row";
import { Axis, useTimeScale } from "./TimeAxis";
import { filterOf, TreeFoot, TreeTools } from "./TreeTools";

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
  const viewport = useViewport(box);
  const asked = useRef({ from: -1, to: -1 });
  const window = session.window.value;
  const length = window?.length ?? 0;
  const shown = visibleRows(viewport.value, length, ROW);
  const scale = useTimeScale(session);

  useEffect(() => {
    session.filter(filterOf());
  }, [param("name"), param("in"), param("type"), param("only")]);

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
      <TreeTools session={session} />
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
      <TreeFoot session={session} />
    </div>
  );
}
