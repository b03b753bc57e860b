import { type Signal, signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { isCancelled, isTransient, type Problem, problemOf } from "../api/problem";
import { TIMEOUT_MS } from "../api/transport";
import { param, setParams } from "../app/location";
import { Sort_Direction } from "../gen/flyteidl2/common/list_pb";
import { Failed, Loading, Stale } from "./basics";
import { Icon } from "./icons";

export interface PageOf<T> {
  readonly rows: readonly T[];
  /** Token of the next page; "" when there is none. */
  readonly token: string;
}

export interface Listing<T> {
  readonly rows: Signal<readonly T[] | undefined>;
  readonly problem: Signal<Problem | undefined>;
  readonly token: Signal<string>;
  readonly loading: Signal<boolean>;
  readonly readAt: Signal<number | undefined>;
  more(): void;
  reload(): void;
}

/** A list that is read page by page; a new key starts again. */
export function useListing<T>(
  key: string,
  read: (token: string, signal: AbortSignal) => Promise<PageOf<T>>,
): Listing<T> {
  const listing = useMemo(() => {
    const rows = signal<readonly T[] | undefined>(undefined);
    const problem = signal<Problem | undefined>(undefined);
    const token = signal("");
    const loading = signal(true);
    const readAt = signal<number | undefined>(undefined);
    let running: AbortController | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const load = async (from: string, attempt = 0) => {
      clearTimeout(timer);
      running?.abort();
      const controller = new AbortController();
      running = controller;
      loading.value = true;
      try {
        const page = await read(from, AbortSignal.any([controller.signal, AbortSignal.timeout(TIMEOUT_MS)]));
        if (running !== controller) return;
        rows.value = from === "" ? page.rows : [...(rows.peek() ?? []), ...page.rows];
        token.value = page.token;
        problem.value = undefined;
        readAt.value = Date.now();
      } catch (failure) {
        if (running !== controller || (controller.signal.aborted && isCancelled(failure))) return;
        problem.value = problemOf(failure);
        if (isTransient(failure))
          timer = setTimeout(() => load(from, attempt + 1), Math.min(15_000, 1_000 * 2 ** attempt));
      } finally {
        if (running === controller) loading.value = false;
      }
    };
    return {
      rows,
      problem,
      token,
      loading,
      readAt,
      more: () => void load(token.peek()),
      reload: () => void load(""),
      stop: () => {
        clearTimeout(timer);
        running?.abort();
      },
    };
  }, [key]);
  useEffect(() => {
    listing.reload();
    return listing.stop;
  }, [listing]);
  return listing;
}

/** The states of a list around its table: loading, failed, empty, stale, more. */
export function ListStates<T>({
  listing,
  what,
  empty,
  children,
}: {
  listing: Listing<T>;
  what: string;
  empty: ComponentChildren;
  children: (rows: readonly T[]) => ComponentChildren;
}) {
  const rows = listing.rows.value;
  const problem = listing.problem.value;
  if (!rows) return problem ? <Failed problem={problem} retry={listing.reload} /> : <Loading what={what} />;
  return (
    <>
      <Stale problem={problem} readAt={listing.readAt.value} />
      {rows.length === 0 ? empty : children(rows)}
      {listing.token.value !== "" && (
        <div class="more">
          <button class="button" type="button" disabled={listing.loading.value} onClick={listing.more}>
            Show more
          </button>
        </div>
      )}
    </>
  );
}

/** How a list is sorted, as the address says it: "field" or "-field". */
export function sortOf(fallback: string): { key: string; direction: Sort_Direction } {
  const text = param("sort") || fallback;
  return text.startsWith("-")
    ? { key: text.slice(1), direction: Sort_Direction.DESCENDING }
    : { key: text, direction: Sort_Direction.ASCENDING };
}

export function SortHeader({
  field,
  fallback,
  children,
  right = false,
  wide = false,
}: {
  field: string;
  fallback: string;
  children: ComponentChildren;
  right?: boolean;
  /** Takes the room that is left. */
  wide?: boolean;
}) {
  const sort = sortOf(fallback);
  const active = sort.key === field;
  const descending = sort.direction === Sort_Direction.DESCENDING;
  const next = active ? (descending ? field : `-${field}`) : `-${field}`;
  return (
    <th
      class={wide ? "" : right ? "fit right" : "fit"}
      aria-sort={active ? (descending ? "descending" : "ascending") : "none"}
    >
      <button type="button" onClick={() => setParams({ sort: next === fallback ? "" : next })}>
        {children}
        {active && <span aria-hidden="true">{descending ? "↓" : "↑"}</span>}
      </button>
    </th>
  );
}

/** A field for text that goes to the address once the person has stopped typing. */
export function SearchBox({ name, label }: { name: string; label: string }) {
  const timer = useMemo(() => ({ id: 0 as unknown as ReturnType<typeof setTimeout> }), []);
  return (
    <span class="search">
      <Icon name="search" />
      <input
        type="search"
        data-search
        aria-label={label}
        placeholder={label}
        defaultValue={param(name)}
        key={name}
        onInput={(event) => {
          const { value } = event.currentTarget;
          clearTimeout(timer.id);
          timer.id = setTimeout(() => setParams({ [name]: value.trim() }), 200);
        }}
      />
    </span>
  );
}
