import { ActionPhase } from "../gen/flyteidl2/common/phase_pb";
import { CatalogCacheStatus } from "../gen/flyteidl2/core/catalog_pb";
import { isFailure, isTerminal } from "../model/phase";
import { Column, NONE } from "./column";

/** What the tree is told about one action. */
export interface ActionFacts {
  readonly name: string;
  readonly parent: string;
  readonly group: string;
  readonly label: string;
  readonly type: number;
  readonly phase: number;
  readonly attempts: number;
  readonly cache: number;
  /** Milliseconds since 1970; NaN when unknown. */
  readonly start: number;
  readonly end: number;
}

/** What is shown of the tree: a row must meet all of it, or have a descendant that does. */
export interface TreeFilter {
  readonly text: string;
  /** Numbers of phases; empty for all. */
  readonly phases: readonly number[];
  /** Number of an action type; 0 for all. */
  readonly type: number;
  readonly cached: boolean;
  readonly retried: boolean;
}

export const NO_FILTER: TreeFilter = { text: "", phases: [], type: 0, cached: false, retried: false };

/** One visible row. */
export interface TreeRow {
  readonly id: string;
  readonly label: string;
  readonly depth: number;
  /** A folder of actions that their parent started as one group. */
  readonly isGroup: boolean;
  readonly type: number;
  readonly phase: number;
  readonly attempts: number;
  readonly cache: number;
  readonly start: number;
  readonly end: number;
  /** Number of direct children that can be shown; 0 for a leaf. */
  readonly children: number;
  readonly expanded: boolean;
  /** Descendants by phase, for rows that have some. */
  readonly counts: readonly number[];
  readonly matches: boolean;
}

const PHASES = 11;
/** Rows are opened without being asked for while all of them are at most so many. */
const OPEN_BELOW = 400;

/**
 * The actions of a run in typed columns: no object a row, so that 50,000 of them cost a few megabytes and one pass of a
 * few milliseconds.
 */
export class TreeStore {
  private readonly rows = new Map<string, number>();
  private readonly ids: string[] = [];
  private readonly labels: string[] = [];
  private readonly parents = new Column(Int32Array);
  private readonly firstChild = new Column(Int32Array);
  private readonly lastChild = new Column(Int32Array);
  private readonly nextSibling = new Column(Int32Array);
  private readonly childCount = new Column(Int32Array);
  private readonly phases = new Column(Uint8Array);
  private readonly types = new Column(Uint8Array);
  private readonly attempts = new Column(Uint16Array);
  private readonly caches = new Column(Uint8Array);
  private readonly starts = new Column(Float64Array);
  private readonly ends = new Column(Float64Array);
  private readonly depths = new Column(Uint16Array);
  /** 0 as by default, 1 expanded, 2 collapsed by hand. */
  private readonly opened = new Column(Uint8Array);
  /** 0 a place kept for a parent that has not come, 1 an action, 2 a group. */
  private readonly kinds = new Column(Uint8Array);
  private readonly counts = new Column(Int32Array);
  private readonly marks = new Column(Uint8Array);
  private filter: TreeFilter = NO_FILTER;
  private visible = new Int32Array(0);
  private visibleCount = 0;
  private stale = true;
  private known = 0;
  private openByDefault = true;

  /** Adds an action or replaces what is known of it. */
  put(facts: ActionFacts): void {
    let row = this.rows.get(facts.name);
    if (row === undefined) {
      row = this.append(facts.name, this.parentRow(facts), 1);
      this.known += 1;
    } else if (this.kinds.get(row) === 0) {
      this.kinds.set(row, 1);
      this.known += 1;
      if (facts.parent !== "") this.attach(row, this.parentRow(facts));
    } else {
      this.count(row, this.phases.get(row), -1);
    }
    this.labels[row] = facts.label;
    this.types.set(row, facts.type);
    this.phases.set(row, Math.min(facts.phase, PHASES - 1));
    this.attempts.set(row, facts.attempts);
    this.caches.set(row, facts.cache);
    this.starts.set(row, facts.start);
    this.ends.set(row, facts.end);
    this.count(row, this.phases.get(row), 1);
    this.stale = true;
  }

  setFilter(filter: TreeFilter): void {
    this.filter = filter;
    this.stale = true;
  }

  setExpanded(id: string, expanded: boolean): void {
    const row = this.rows.get(id);
    if (row === undefined) return;
    this.opened.set(row, expanded ? 1 : 2);
    this.stale = true;
  }

  setAllExpanded(expanded: boolean): void {
    for (let row = 0; row < this.ids.length; row++) this.opened.set(row, expanded || row === 0 ? 1 : 2);
    this.stale = true;
  }

  /** Opens every ancestor of a row, so that it can be seen. */
  reveal(id: string): void {
    for (let row = this.parents.get(this.rows.get(id) ?? NONE); row !== NONE; row = this.parents.get(row)) {
      this.opened.set(row, 1);
    }
    this.stale = true;
  }

  /** Number of actions known, without groups. */
  get size(): number {
    return this.known;
  }

  get length(): number {
    this.refresh();
    return this.visibleCount;
  }

  /** Index of a row among the visible ones, or -1. */
  indexOf(id: string): number {
    this.refresh();
    const row = this.rows.get(id);
    return row === undefined ? -1 : this.visible.subarray(0, this.visibleCount).indexOf(row);
  }

  window(from: number, to: number): TreeRow[] {
    this.refresh();
    const rows: TreeRow[] = [];
    for (let index = Math.max(0, from); index < Math.min(to, this.visibleCount); index++) {
      rows.push(this.view(this.visible[index] as number));
    }
    return rows;
  }

  /** All actions by phase. */
  totals(): number[] {
    const totals = new Array<number>(PHASES).fill(0);
    for (let row = 0; row < this.ids.length; row++) {
      if (this.kinds.get(row) === 1) totals[this.phases.get(row)] = (totals[this.phases.get(row)] ?? 0) + 1;
    }
    return totals;
  }

  /** Earliest start and latest end; an end that is not known counts as now. */
  range(now: number): { start: number; end: number } | undefined {
    let start = Number.POSITIVE_INFINITY;
    let end = Number.NEGATIVE_INFINITY;
    for (let row = 0; row < this.ids.length; row++) {
      if (this.kinds.get(row) !== 1) continue;
      const begun = this.starts.get(row);
      if (Number.isNaN(begun)) continue;
      start = Math.min(start, begun);
      const ended = this.ends.get(row);
      end = Math.max(end, Number.isNaN(ended) ? (isTerminal(this.phases.get(row)) ? begun : now) : ended);
    }
    return start <= end ? { start, end } : undefined;
  }

  /** The failure that came first among those that no failed child explains. */
  cause(): string | undefined {
    const explained = new Uint8Array(this.ids.length);
    let found = NONE;
    let foundEnd = Number.POSITIVE_INFINITY;
    const failed = (row: number) => this.kinds.get(row) === 1 && isFailure(this.phases.get(row));
    for (let row = 0; row < this.ids.length; row++) {
      if (!failed(row)) continue;
      for (let at = this.parents.get(row); at !== NONE && !explained[at]; at = this.parents.get(at)) explained[at] = 1;
    }
    for (let row = this.ids.length - 1; row >= 0; row--) {
      if (!failed(row) || explained[row]) continue;
      const end = this.ends.get(row);
      const at = Number.isNaN(end) ? Number.MAX_VALUE : end;
      if (at <= foundEnd) {
        found = row;
        foundEnd = at;
      }
    }
    return found === NONE ? undefined : this.ids[found];
  }

  /** Actions that wait for a person, in their order. */
  paused(): string[] {
    const found: string[] = [];
    for (let row = 0; row < this.ids.length && found.length < 20; row++) {
      if (this.kinds.get(row) === 1 && this.phases.get(row) === ActionPhase.PAUSED) found.push(this.ids[row] as string);
    }
    return found;
  }

  /** How many actions ran in each of so many equal parts of the time, for the overview above the timeline. */
  histogram(bins: number, start: number, end: number, now: number): number[] {
    const steps = new Float64Array(bins + 1);
    const scale = bins / Math.max(1, end - start);
    for (let row = 0; row < this.ids.length; row++) {
      const begun = this.starts.get(row);
      if (this.kinds.get(row) !== 1 || this.childCount.get(row) > 0 || Number.isNaN(begun)) continue;
      const ended = Number.isNaN(this.ends.get(row)) ? now : this.ends.get(row);
      const from = Math.max(0, Math.min(bins - 1, Math.floor((begun - start) * scale)));
      const to = Math.max(from + 1, Math.min(bins, Math.ceil((ended - start) * scale)));
      steps[from] = (steps[from] ?? 0) + 1;
      steps[to] = (steps[to] ?? 0) - 1;
    }
    let sum = 0;
    return Array.from({ length: bins }, (_, bin) => (sum += steps[bin] ?? 0));
  }

  private parentRow(facts: ActionFacts): number {
    if (facts.parent === "") return NONE;
    let parent = this.rows.get(facts.parent);
    if (parent === undefined) parent = this.append(facts.parent, NONE, 0);
    if (facts.group === "") return parent;
    const id = `${facts.parent}/${facts.group}`;
    const group = this.rows.get(id);
    if (group !== undefined) return group;
    const row = this.append(id, parent, 2);
    this.labels[row] = facts.group;
    return row;
  }

  private append(id: string, parent: number, kind: number): number {
    const row = this.ids.length;
    this.rows.set(id, row);
    this.ids.push(id);
    this.labels.push(id);
    this.parents.set(row, NONE);
    this.firstChild.set(row, NONE);
    this.lastChild.set(row, NONE);
    this.nextSibling.set(row, NONE);
    this.kinds.set(row, kind);
    this.starts.set(row, Number.NaN);
    this.ends.set(row, Number.NaN);
    for (let phase = 0; phase < PHASES; phase++) this.counts.set(row * PHASES + phase, 0);
    if (parent !== NONE) this.attach(row, parent);
    return row;
  }

  /** Hangs a row below its parent; a place kept for a late parent may already have descendants to count. */
  private attach(row: number, parent: number): void {
    if (this.parents.get(row) !== NONE || this.isBelow(parent, row)) return;
    this.parents.set(row, parent);
    const last = this.lastChild.get(parent);
    if (last === NONE) this.firstChild.set(parent, row);
    else this.nextSibling.set(last, row);
    this.lastChild.set(parent, row);
    this.childCount.set(parent, this.childCount.get(parent) + 1);
    for (let phase = 0; phase < PHASES; phase++) {
      const below = this.counts.get(row * PHASES + phase);
      if (below !== 0) this.count(row, phase, below);
    }
  }

  private isBelow(row: number, ancestor: number): boolean {
    for (let at = row; at !== NONE; at = this.parents.get(at)) if (at === ancestor) return true;
    return false;
  }

  private count(row: number, phase: number, change: number): void {
    for (let at = this.parents.get(row); at !== NONE; at = this.parents.get(at)) {
      const cell = at * PHASES + phase;
      this.counts.set(cell, this.counts.get(cell) + change);
    }
  }

  private isOpen(row: number, filtered: boolean): boolean {
    const opened = this.opened.get(row);
    if (opened !== 0) return opened === 1;
    return filtered || row === 0 || this.parents.get(row) === NONE || this.openByDefault;
  }

  private refresh(): void {
    if (!this.stale) return;
    this.stale = false;
    const total = this.ids.length;
    const filtered = this.mark();
    this.openByDefault = total <= OPEN_BELOW;
    if (this.visible.length < total) this.visible = new Int32Array(Math.max(256, total * 2));
    let count = 0;
    for (let root = 0; root < total; root++) {
      if (this.parents.get(root) !== NONE) continue;
      let row = root;
      let depth = 0;
      while (row !== NONE) {
        const shown = !filtered || this.marks.get(row) !== 0;
        if (shown) {
          this.depths.set(row, depth);
          this.visible[count++] = row;
        }
        const child = shown && this.isOpen(row, filtered) ? this.firstChild.get(row) : NONE;
        if (child !== NONE) {
          row = child;
          depth += 1;
          continue;
        }
        while (row !== root && this.nextSibling.get(row) === NONE) {
          row = this.parents.get(row);
          depth -= 1;
        }
        row = row === root ? NONE : this.nextSibling.get(row);
      }
    }
    this.visibleCount = count;
  }

  /** Marks what matches with 1 and its ancestors with 2; says whether there is a filter at all. */
  private mark(): boolean {
    const { text, phases, type, cached, retried } = this.filter;
    if (text === "" && phases.length === 0 && type === 0 && !cached && !retried) return false;
    const wanted = text.toLowerCase();
    const inPhase = new Uint8Array(256);
    for (const phase of phases) inPhase[phase] = 1;
    const total = this.ids.length;
    for (let row = 0; row < total; row++) this.marks.set(row, 0);
    for (let row = total - 1; row >= 0; row--) {
      const matches =
        this.kinds.get(row) === 1 &&
        (phases.length === 0 || inPhase[this.phases.get(row)] === 1) &&
        (type === 0 || this.types.get(row) === type) &&
        (!cached || this.caches.get(row) === CatalogCacheStatus.CACHE_HIT) &&
        (!retried || this.attempts.get(row) > 1) &&
        (wanted === "" ||
          (this.labels[row] as string).toLowerCase().includes(wanted) ||
          (this.ids[row] as string).toLowerCase().includes(wanted) ||
          this.groupLabel(row).includes(wanted));
      if (matches) this.marks.set(row, 1);
      if (!matches && this.marks.get(row) === 0) continue;
      for (let at = this.parents.get(row); at !== NONE && this.marks.get(at) === 0; at = this.parents.get(at)) {
        this.marks.set(at, 2);
      }
    }
    return true;
  }

  private groupLabel(row: number): string {
    const parent = this.parents.get(row);
    return parent !== NONE && this.kinds.get(parent) === 2 ? (this.labels[parent] as string).toLowerCase() : "";
  }

  private view(row: number): TreeRow {
    const children = this.childCount.get(row);
    const filtered = this.filter !== NO_FILTER && this.marks.get(row) !== 0;
    const isGroup = this.kinds.get(row) === 2;
    const counts = children > 0 ? Array.from({ length: PHASES }, (_, p) => this.counts.get(row * PHASES + p)) : [];
    const span = isGroup ? this.groupSpan(row) : undefined;
    return {
      id: this.ids[row] as string,
      label: this.labels[row] as string,
      depth: this.depths.get(row),
      isGroup,
      type: this.types.get(row),
      phase: isGroup ? summaryPhase(counts) : this.phases.get(row),
      attempts: this.attempts.get(row),
      cache: this.caches.get(row),
      start: span ? span.start : this.starts.get(row),
      end: span ? span.end : this.ends.get(row),
      children,
      expanded: children > 0 && this.isOpen(row, filtered),
      counts,
      matches: this.marks.get(row) !== 2 || this.filter === NO_FILTER,
    };
  }

  private groupSpan(row: number): { start: number; end: number } {
    let start = Number.POSITIVE_INFINITY;
    let end = Number.NEGATIVE_INFINITY;
    let open = false;
    for (let child = this.firstChild.get(row); child !== NONE; child = this.nextSibling.get(child)) {
      const begun = this.starts.get(child);
      const ended = this.ends.get(child);
      if (begun < start) start = begun;
      if (Number.isNaN(ended)) open = true;
      else if (ended > end) end = ended;
    }
    return {
      start: Number.isFinite(start) ? start : Number.NaN,
      end: open || !Number.isFinite(end) ? Number.NaN : end,
    };
  }
}

/** The phase that says most about a set of actions. */
export function summaryPhase(counts: readonly number[]): number {
  const order = [
    ActionPhase.PAUSED,
    ActionPhase.RUNNING,
    ActionPhase.INITIALIZING,
    ActionPhase.WAITING_FOR_RESOURCES,
    ActionPhase.QUEUED,
    ActionPhase.FAILED,
    ActionPhase.TIMED_OUT,
    ActionPhase.ABORTED,
    ActionPhase.SUCCEEDED,
    ActionPhase.RECOVERED,
  ];
  return order.find((phase) => (counts[phase] ?? 0) > 0) ?? ActionPhase.UNSPECIFIED;
}
