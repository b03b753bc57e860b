import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { param, setParams } from "../../app/location";
import { ActionPhase } from "../../gen/flyteidl2/common/phase_pb";
import type { TreeSession } from "../../tree/session";
import { now } from "../../ui/basics";
import { drawAxis, type TimeScale } from "./timeline";

/** The part of time that the bars show: all of it, or what the address says. */
export function useTimeScale(session: TreeSession): ReadonlySignal<TimeScale> {
  const scale = useSignal<TimeScale>({ start: 0, end: 1, now: Date.now() });
  const range = session.window.value?.range;
  const open =
    session.window.value?.totals.some(
      (count, phase) => count > 0 && phase >= ActionPhase.QUEUED && phase <= ActionPhase.RUNNING,
    ) ?? false;
  const tick = open ? now.value : 0;
  const zoom = param("zoom");
  useLayoutEffect(() => {
    if (!range) return;
    const end = Math.max(range.end, open ? tick : 0, range.start + 1);
    const [from, to] = zoom.split("-").map(Number);
    const whole = end - range.start;
    const chosen =
      zoom !== "" && Number.isFinite(from) && Number.isFinite(to)
        ? {
            start: range.start + Math.max(0, from as number),
            end: range.start + Math.min(whole, Math.max((from as number) + 1, to as number)),
          }
        : { start: range.start, end };
    scale.value = { ...chosen, now: Date.now() };
  }, [range?.start, range?.end, open, tick, zoom]);
  return scale;
}

/** Time above the bars, with how much was at work; drag to zoom, double click to see all. */
export function Axis({ session, scale }: { session: TreeSession; scale: ReadonlySignal<TimeScale> }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drag = useRef<number | undefined>(undefined);
  const marked = useSignal<[number, number] | undefined>(undefined);
  const window = session.window.value;
  useEffect(() => {
    const element = canvas.current;
    if (!element || !window?.range) return;
    drawAxis(element, window, scale.value, marked.value);
  });
  const at = (event: PointerEvent) => {
    const { left, width } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    return Math.max(0, Math.min(1, (event.clientX - left) / width));
  };
  const timeAt = (part: number) =>
    scale.value.start + part * (scale.value.end - scale.value.start) - (window?.range?.start ?? 0);
  return (
    <canvas
      ref={canvas}
      title="Drag to look closer, double click to see all"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = at(event);
      }}
      onPointerMove={(event) => {
        if (drag.current !== undefined)
          marked.value = [Math.min(drag.current, at(event)), Math.max(drag.current, at(event))];
      }}
      onPointerUp={() => {
        const range = marked.value;
        drag.current = undefined;
        marked.value = undefined;
        if (range && range[1] - range[0] > 0.01) {
          setParams({ zoom: `${Math.floor(timeAt(range[0]))}-${Math.ceil(timeAt(range[1]))}` });
        }
      }}
      onDblClick={() => setParams({ zoom: "" })}
    />
  );
}
