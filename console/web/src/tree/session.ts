import { signal } from "@preact/signals";
import { consoleFeatures } from "../api/console-features";
import type { Problem } from "../api/problem";
import { pauseWhileHidden, type StreamState } from "../api/stream";
import { startWorker } from "../api/worker";
import type { RunKind, Scope } from "../app/route";
import { ConsoleFeature } from "../gen/flyte/console/v1/console_service_pb";
import type { TreeAnswer, TreeRequest, TreeWindow } from "./protocol";
import type { TreeFilter } from "./store";

/** The page's side of the Worker that holds a tree: the window last told, and requests. */
export class TreeSession {
  readonly window = signal<TreeWindow | undefined>(undefined);
  readonly state = signal<{ state: StreamState; problem?: Problem }>({ state: "connecting" });
  private readonly worker = startWorker("tree");
  private readonly waiting = new Map<string, (index: number) => void>();
  private readonly ends: () => void;

  constructor(scope: Scope, run: string, kind: RunKind) {
    this.worker.onmessage = ({ data }: MessageEvent<TreeAnswer>) => {
      if (data.tell === "window") this.window.value = data;
      else if (data.tell === "state") this.state.value = { state: data.state, problem: data.problem };
      else {
        this.waiting.get(data.id)?.(data.index);
        this.waiting.delete(data.id);
      }
    };
    void consoleFeatures().then((features) =>
      this.ask({ do: "open", scope, run, kind, columns: features.has(ConsoleFeature.RUN_TREE) }),
    );
    this.ends = pauseWhileHidden({ pause: () => this.ask({ do: "pause" }), resume: () => this.ask({ do: "resume" }) });
  }

  show(from: number, to: number): void {
    this.ask({ do: "show", from, to });
  }

  filter(filter: TreeFilter): void {
    this.ask({ do: "filter", filter });
  }

  expand(id: string, expanded: boolean): void {
    this.ask({ do: "expand", id, expanded });
  }

  expandAll(expanded: boolean): void {
    this.ask({ do: "expand-all", expanded });
  }

  /** Opens what hides a row, and answers its index; -1 when there is none. */
  find(id: string): Promise<number> {
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.ask({ do: "find", id });
    });
  }

  close(): void {
    this.ends();
    this.worker.terminate();
  }

  private ask(request: TreeRequest): void {
    this.worker.postMessage(request);
  }
}
