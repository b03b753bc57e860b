import { batch, type Signal, signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Problem } from "../api/problem";
import { Reader } from "../api/reader";
import { param, setParams } from "../app/location";
import { Filter_Function, Sort_Direction } from "../gen/flyteidl2/common/list_pb";
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
    const reader = new Reader();
    const load = (from: string) => {
      loading.value = true;
      reader.read(
        (signal) => read(from, signal),
        (page) =>
          batch(() => {
            rows.value = from === "" ? page.rows : [...(rows.peek() ?? []), ...page.rows];
            token.value = page.token;
            problem.value = undefined;
            readAt.value = Date.now();
            loading.value = false;
          }),
        (failure) =>
          batch(() => {
            problem.value = failure;
            loading.value = false;
          }),
      );
    };
    return {
      rows,
      problem,
      token,
      loading,
      readAt,
      more: () => load(token.peek()),
      reload: () => load(""),
      stop: () => reader.stop(),
    };
  }, [key]);
  useEffect(() => {
    listing.reload();
    return listing.stop;
  }, [listing]);
  return listing;
}

/** The filter of lists for rows whose name contains a text; none for no text. */
export function nameContains(text: string) {
  return text === "" ? [] : [{ function: Filter_Function.CONTAINS_CASE_INSENSITIVE, field: "name", values: [text] }];
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
  const field = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const text = param(name);
  useEffect(() => () => clearTimeout(timer.current), []);
  // The address may change without the field, by "Back" or when filters are removed.
  useEffect(() => {
    if (field.current && timer.current === undefined && field.current.value.trim() !== text) field.current.value = text;
  }, [text]);
  return (
    <span class="search">
      <Icon name="search" />
      <input
        ref={field}
        type="search"
        data-search
        aria-label={label}
        placeholder={label}
        defaultValue={text}
        onInput={(event) => {
          const { value } = event.currentTarget;
          clearTimeout(timer.current);
          timer.current = setTimeout(() => {
            timer.current = undefined;
            setParams({ [name]: value.trim() });
          }, 200);
        }}
      />
    </span>
  );
}
