import { isCancelled, isTransient, type Problem, problemOf } from "./problem";
import { TIMEOUT_MS } from "./transport";

const LONGEST_WAIT_MS = 15_000;

const TIMED_OUT: Problem = {
  kind: "unavailable",
  title: "The server did not answer in time",
  detail: "The page tries again by itself.",
};

/** Makes one call at a time, with a timeout: a new one ends the one before. Transient failures are tried again with a back-off. */
export class Reader {
  private running: AbortController | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  read<T>(
    call: (signal: AbortSignal) => Promise<T>,
    done: (value: T) => void,
    failed: (problem: Problem) => void,
  ): void {
    void this.attempt(call, done, failed, 0);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.running?.abort();
    this.running = undefined;
  }

  private async attempt<T>(
    call: (signal: AbortSignal) => Promise<T>,
    done: (value: T) => void,
    failed: (problem: Problem) => void,
    number: number,
  ): Promise<void> {
    this.stop();
    const controller = new AbortController();
    this.running = controller;
    let late = false;
    const timeout = setTimeout(() => {
      late = true;
      controller.abort();
    }, TIMEOUT_MS);
    try {
      const value = await call(controller.signal);
      if (this.running === controller) done(value);
    } catch (failure) {
      if (this.running !== controller || (isCancelled(failure) && !late)) return;
      failed(late ? TIMED_OUT : problemOf(failure));
      if (late || isTransient(failure)) {
        const wait = Math.min(LONGEST_WAIT_MS, 1_000 * 2 ** number);
        this.timer = setTimeout(() => void this.attempt(call, done, failed, number + 1), wait);
      }
    } finally {
      clearTimeout(timeout);
    }
  }
}
