import type { Problem } from "../api/problem";
import type { StreamState } from "../api/stream";
import type { LogLine, SearchSpec } from "./buffer";

/** Whose lines: those of the primary pod, of all pods, or of one by its name. */
export interface LogSource {
  readonly project: string;
  readonly domain: string;
  readonly run: string;
  readonly action: string;
  readonly attempt: number;
  readonly pod: "" | "*" | (string & {});
}

/** Lines of an app, which has no attempts. */
export interface AppSource {
  readonly project: string;
  readonly domain: string;
  readonly app: string;
}

export type LogRequest =
  | { readonly do: "open"; readonly source: LogSource | AppSource }
  | { readonly do: "show"; readonly from: number; readonly to: number }
  | { readonly do: "search"; readonly search: SearchSpec }
  | { readonly do: "text" }
  | { readonly do: "pause" }
  | { readonly do: "resume" };

export type LogAnswer =
  | {
      readonly tell: "lines";
      readonly from: number;
      readonly lines: readonly LogLine[];
      readonly start: number;
      readonly end: number;
    }
  | {
      readonly tell: "found";
      readonly search: SearchSpec;
      readonly lines: Int32Array;
      readonly total: number;
      readonly error?: string;
    }
  | { readonly tell: "text"; readonly text: string }
  | { readonly tell: "state"; readonly state: StreamState; readonly problem?: Problem };
