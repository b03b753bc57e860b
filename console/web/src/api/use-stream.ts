import { useEffect } from "preact/hooks";
import { pauseWhileHidden, Stream, type StreamEvents } from "./stream";

/** Reads a stream, if there is one, while a component is shown and its tab is visible; other dependencies begin it anew. */
export function useStream<M>(
  open: ((signal: AbortSignal) => AsyncIterable<M>) | undefined,
  events: () => StreamEvents<M>,
  dependencies: readonly unknown[],
): void {
  useEffect(() => {
    if (!open) return undefined;
    const stream = new Stream(open, events()).start();
    const ends = pauseWhileHidden(stream);
    return () => {
      ends();
      stream.stop();
    };
  }, dependencies);
}
