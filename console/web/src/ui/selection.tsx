import { type ReadonlySignal, signal } from "@preact/signals";
import { useMemo } from "preact/hooks";

/** Rows of a list that are chosen by their check boxes. */
export interface Selection<T> {
  readonly chosen: ReadonlySignal<ReadonlyMap<string, T>>;
  toggle(id: string, row: T): void;
  clear(): void;
}

/** A selection; a new key begins without any row. */
export function useSelection<T>(key: string): Selection<T> {
  return useMemo(() => {
    const chosen = signal<ReadonlyMap<string, T>>(new Map());
    return {
      chosen,
      toggle: (id, row) => {
        const next = new Map(chosen.value);
        if (!next.delete(id)) next.set(id, row);
        chosen.value = next;
      },
      clear: () => {
        chosen.value = new Map();
      },
    };
  }, [key]);
}

/** The cell with the check box of a row. */
export function SelectionCell<T>({
  selection,
  id,
  row,
  label,
}: {
  selection: Selection<T>;
  id: string;
  row: T;
  label: string;
}) {
  return (
    <td class="fit">
      <input
        type="checkbox"
        aria-label={label}
        checked={selection.chosen.value.has(id)}
        onChange={() => selection.toggle(id, row)}
      />
    </td>
  );
}
