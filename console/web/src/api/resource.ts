import { type Signal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { Problem } from "./problem";
import { Reader } from "./reader";

/** What a page knows of something that it reads: the last value stays while a newer one is fetched. */
export interface Reading<T> {
  readonly value?: T;
  readonly problem?: Problem;
  /** When the value was read, in milliseconds. */
  readonly readAt?: number;
}

export interface Resource<T> {
  readonly reading: Signal<Reading<T>>;
  reload(): void;
}

/** Reads once for every change of the key, and again on request. */
export function useResource<T>(key: string, read: (signal: AbortSignal) => Promise<T>): Resource<T> {
  const resource = useMemo(() => {
    const reading = signal<Reading<T>>({});
    const reader = new Reader();
    return {
      reading,
      reload: () =>
        reader.read(
          read,
          (value) => (reading.value = { value, readAt: Date.now() }),
          (problem) => (reading.value = { ...reading.peek(), problem }),
        ),
      stop: () => reader.stop(),
    };
    // The reader belongs to its key.
  }, [key]);
  useEffect(() => {
    resource.reload();
    return resource.stop;
  }, [resource]);
  return resource;
}
