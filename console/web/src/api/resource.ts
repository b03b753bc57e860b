import { type Signal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { isCancelled, isTransient, type Problem, problemOf } from "./problem";
import { TIMEOUT_MS } from "./transport";

/** What a page knows of something that it reads: the last value stays while a newer one is fetched. */
export interface Reading<T> {
  readonly value?: T;
  readonly problem?: Problem;
  readonly loading: boolean;
  /** When the value was read, in milliseconds. */
  readonly readAt?: number;
}

export interface Resource<T> {
  readonly reading: Signal<Reading<T>>;
  reload(): void;
}

const RETRY_MS = [1_000, 2_000, 4_000, 8_000, 15_000];

/** Reads once for every change of the key, and again on request; tries transient failures again with a back-off. */
export function useResource<T>(key: string, read: (signal: AbortSignal) => Promise<T>): Resource<T> {
  const resource = useMemo(() => {
    const reading = signal<Reading<T>>({ loading: true });
    let running: AbortController | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const load = async (attempt: number) => {
      clearTimeout(timer);
      running?.abort();
      const controller = new AbortController();
      running = controller;
      reading.value = { ...reading.peek(), loading: true };
      const timeout = setTimeout(() => controller.abort("timeout"), TIMEOUT_MS);
      try {
        const value = await read(controller.signal);
        if (running === controller) reading.value = { value, loading: false, readAt: Date.now() };
      } catch (failure) {
        if (running !== controller) return;
        if (isCancelled(failure) && controller.signal.reason !== "timeout") return;
        const { value, readAt } = reading.peek();
        const problem: Problem =
          controller.signal.reason === "timeout"
            ? {
                kind: "unavailable",
                title: "The server did not answer in time",
                detail: "The page tries again by itself.",
              }
            : problemOf(failure);
        reading.value = { value, readAt, problem, loading: false };
        if (problem.kind === "unavailable" || isTransient(failure)) {
          timer = setTimeout(() => load(attempt + 1), RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)]);
        }
      } finally {
        clearTimeout(timeout);
      }
    };
    return {
      reading,
      reload: () => void load(0),
      stop: () => {
        clearTimeout(timer);
        running?.abort();
        running = undefined;
      },
    };
    // The reader belongs to its key.
  }, [key]);
  useEffect(() => {
    resource.reload();
    return resource.stop;
  }, [resource]);
  return resource;
}
