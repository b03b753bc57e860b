import { isCancelled, isTransient, type Problem, problemOf } from "./problem";

export type StreamState = "connecting" | "live" | "reconnecting" | "paused" | "ended" | "failed";

export interface StreamEvents<M> {
  message(message: M): void;
  /** A new connection begins: what follows is the whole state again. */
  begin?(): void;
  state?(state: StreamState, problem?: Problem): void;
}

const BACKOFF_MS = [250, 500, 1_000, 2_000, 4_000];

/**
 * Reads a server stream until it is stopped: connects again with a back-off when it breaks, and lets go of the
 * connection while paused, since a browser has six of them for a host.
 */
export class Stream<M> {
  private controller: AbortController | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private attempt = 0;
  private stopped = false;

  constructor(
    private readonly open: (signal: AbortSignal) => AsyncIterable<M>,
    private readonly events: StreamEvents<M>,
  ) {}

  start(): this {
    void this.run();
    return this;
  }

  pause(): void {
    if (this.stopped) return;
    this.drop();
    this.events.state?.("paused");
  }

  resume(): void {
    if (this.stopped || this.controller) return;
    this.attempt = 0;
    void this.run();
  }

  stop(): void {
    this.stopped = true;
    this.drop();
  }

  private drop(): void {
    clearTimeout(this.timer);
    this.controller?.abort();
    this.controller = undefined;
  }

  private async run(): Promise<void> {
    const controller = new AbortController();
    this.controller = controller;
    this.events.state?.(this.attempt === 0 ? "connecting" : "reconnecting");
    let first = true;
    try {
      for await (const message of this.open(controller.signal)) {
        if (this.controller !== controller) return;
        if (first) {
          first = false;
          this.attempt = 0;
          this.events.begin?.();
          this.events.state?.("live");
        }
        this.events.message(message);
      }
      if (this.controller === controller) {
        this.stopped = true;
        this.events.state?.("ended");
      }
    } catch (failure) {
      if (this.controller !== controller || isCancelled(failure)) return;
      if (!isTransient(failure)) {
        this.events.state?.("failed", problemOf(failure));
        return;
      }
      this.events.state?.("reconnecting", problemOf(failure));
      const wait = BACKOFF_MS[Math.min(this.attempt, BACKOFF_MS.length - 1)] ?? 4_000;
      this.attempt += 1;
      this.timer = setTimeout(() => void this.run(), wait * (0.75 + Math.random() / 2));
    }
  }
}

const HIDDEN_MS = 5_000;

/** Pauses while the tab has been hidden for five seconds; returns what ends it. */
export function pauseWhileHidden(stream: { pause(): void; resume(): void }): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const changed = () => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(() => stream.pause(), HIDDEN_MS);
    else stream.resume();
  };
  document.addEventListener("visibilitychange", changed);
  return () => {
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", changed);
  };
}
