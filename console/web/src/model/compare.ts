import type { Action } from "../gen/flyteidl2/workflow/run_definition_pb";
import { labelOf } from "./names";
import { millisOf } from "./time";

export interface Side {
  readonly name: string;
  readonly phase: number;
  readonly duration: number | undefined;
}

export interface Pair {
  /** What the two have in common: task, group, and which one of these. */
  readonly key: string;
  readonly label: string;
  readonly a: Side | undefined;
  readonly b: Side | undefined;
}

/** The actions of two runs that correspond: the same task in the same group, counted in their order. */
export function matchActions(a: readonly Action[], b: readonly Action[]): Pair[] {
  const left = keyed(a);
  const right = keyed(b);
  return [...new Set([...left.keys(), ...right.keys()])].map((key) => ({
    key,
    label: (left.get(key) ?? right.get(key))?.label ?? key,
    a: left.get(key)?.side,
    b: right.get(key)?.side,
  }));
}

function keyed(actions: readonly Action[]): Map<string, { label: string; side: Side }> {
  const seen = new Map<string, number>();
  const found = new Map<string, { label: string; side: Side }>();
  const ordered = [...actions].sort(
    (x, y) => (millisOf(x.status?.startTime) ?? 0) - (millisOf(y.status?.startTime) ?? 0),
  );
  for (const action of ordered) {
    const label = labelOf(action.metadata) || action.id?.name || "";
    const base = `${action.metadata?.group ?? ""}/${label}`;
    const ordinal = (seen.get(base) ?? 0) + 1;
    seen.set(base, ordinal);
    const start = millisOf(action.status?.startTime);
    const end = millisOf(action.status?.endTime);
    const duration = start !== undefined && end !== undefined ? end - start : undefined;
    found.set(`${base}/${ordinal}`, {
      label:
        ordinal > 1 || action.metadata?.group
          ? `${label} ${action.metadata?.group ? `(${action.metadata.group}) ` : ""}#${ordinal}`
          : label,
      side: { name: action.id?.name ?? "", phase: action.status?.phase ?? 0, duration },
    });
  }
  return found;
}
