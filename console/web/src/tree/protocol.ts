import type { Problem } from "../api/problem";
import type { StreamState } from "../api/stream";
import type { RunKind, Scope } from "../app/route";
import type { TreeFilter, TreeRow } from "./store";

/** What the page asks of the Worker that holds the tree. */
export type TreeRequest =
  | {
      readonly do: "open";
      readonly scope: Scope;
      readonly run: string;
      readonly kind: RunKind;
      /** By the console's own service, which sends columns. */
      readonly columns: boolean;
    }
  | { readonly do: "show"; readonly from: number; readonly to: number }
  | { readonly do: "filter"; readonly filter: TreeFilter }
  | { readonly do: "expand"; readonly id: string; readonly expanded: boolean }
  | { readonly do: "expand-all"; readonly expanded: boolean }
  | { readonly do: "find"; readonly id: string }
  | { readonly do: "pause" }
  | { readonly do: "resume" };

/** What the Worker tells the page: a window of rows with what frames it. */
export interface TreeWindow {
  readonly tell: "window";
  readonly from: number;
  readonly rows: readonly TreeRow[];
  /** Visible rows in all. */
  readonly length: number;
  /** Actions known, without groups. */
  readonly size: number;
  readonly totals: readonly number[];
  readonly range: { readonly start: number; readonly end: number } | undefined;
  readonly histogram: readonly number[];
  readonly cause: string | undefined;
  readonly paused: readonly string[];
  /** Everything that existed when the stream began has come. */
  readonly complete: boolean;
}

export type TreeAnswer =
  | TreeWindow
  | { readonly tell: "found"; readonly id: string; readonly index: number }
  | { readonly tell: "state"; readonly state: StreamState; readonly problem?: Problem };
