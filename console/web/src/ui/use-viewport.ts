import { type Signal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";
import type { Viewport } from "./virtual";

/** Where an element is scrolled to and how tall it is; `scrolled` is also told where it was before. */
export function useViewport(
  box: RefObject<HTMLElement | null>,
  scrolled?: (element: HTMLElement, before: number) => void,
): Signal<Viewport> {
  const viewport = useSignal<Viewport>({ scroll: 0, height: 600 });
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    let before = element.scrollTop;
    const measure = () => {
      scrolled?.(element, before);
      before = element.scrollTop;
      viewport.value = { scroll: element.scrollTop, height: element.clientHeight };
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener("scroll", measure, { passive: true });
    measure();
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", measure);
    };
  }, []);
  return viewport;
}
