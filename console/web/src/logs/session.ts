import { signal } from "@preact/signals";
import type { Problem } from "../api/problem";
import { pauseWhileHidden, type StreamState } from "../api/stream";
import { startWorker } from "../api/worker";
import type { SearchSpec } from "./buffer";
import type { AppSource, LogAnswer, LogRequest, LogSource } from "./protocol";

type Lines = Extract<LogAnswer, { tell: "lines" }>;
type Found = Extract<LogAnswer, { tell: "found" }>;

/** The page's side of the Worker that holds a log: the window of lines last told, and requests. */
export class LogSession {
  readonly lines = signal<Lines>({ tell: "lines", from: 0, lines: [], start: 0, end: 0 });
  readonly found = signal<Found | undefined>(undefined);
  readonly state = signal<{ state: StreamState; problem?: Problem }>({ state: "connecting" });
  private readonly worker = startWorker("log");
  private readonly waiting: ((text: string) => void)[] = [];
  private readonly ends: () => void;

  constructor(source: LogSource | AppSource) {
    this.worker.onmessage = ({ data }: MessageEvent<LogAnswer>) => {
      if (data.tell === "lines") this.lines.value = data;
      else if (data.tell === "found") this.found.value = data;
      else if (data.tell === "state") this.state.value = { state: data.state, problem: data.problem };
      else this.waiting.shift()?.(data.text);
    };
    this.ask({ do: "open", source });
    this.ends = pauseWhileHidden({ pause: () => this.ask({ do: "pause" }), resume: () => this.ask({ do: "resume" }) });
  }

  show(from: number, to: number): void {
    this.ask({ do: "show", from, to });
  }

  search(search: SearchSpec): void {
    this.ask({ do: "search", search });
  }

  /** All that is kept of the log. */
  text(): Promise<string> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.ask({ do: "text" });
    });
  }

  close(): void {
    this.ends();
    this.worker.terminate();
  }

  private ask(request: LogRequest): void {
    this.worker.postMessage(request);
  }
}
