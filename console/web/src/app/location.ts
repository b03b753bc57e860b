import { computed, signal } from "@preact/signals";
import { type Page, parsePath, pathOf } from "./route";

/** Where the browser is. Everything a page shows by choice (filters, tab, selection) is in the query. */
const href = signal(location.href);
const url = computed(() => new URL(href.value));

export const page = computed<Page>(() => parsePath(url.value.pathname));
export const query = computed(() => url.value.searchParams);

/** The value of one parameter of the query, "" when it is absent. */
export function param(name: string): string {
  return query.value.get(name) ?? "";
}

/** Goes to another page. Where the page before was scrolled to is kept for "Back". */
export function go(target: Page | string, params?: Record<string, string>): void {
  const path = typeof target === "string" ? target : pathOf(target);
  const search = params ? `?${new URLSearchParams(params)}` : "";
  history.replaceState({ ...history.state, scroll: scrollY }, "");
  history.pushState({}, "", path + search);
  href.value = location.href;
  scrollTo(0, 0);
  document.getElementById("main")?.focus({ preventScroll: true });
}

/** Changes parameters of the query; an empty value removes one. Choices that are made often replace the entry. */
export function setParams(changes: Record<string, string>, how: "push" | "replace" = "replace"): void {
  const next = new URL(location.href);
  for (const [name, value] of Object.entries(changes)) {
    if (value === "") next.searchParams.delete(name);
    else next.searchParams.set(name, value);
  }
  if (next.href === location.href) return;
  history[how === "push" ? "pushState" : "replaceState"](history.state ?? {}, "", next);
  href.value = next.href;
}

/** Follows links within the console without loading the page anew, and "Back". */
export function startRouter(): void {
  history.scrollRestoration = "manual";
  addEventListener("popstate", () => {
    href.value = location.href;
    const scroll = (history.state as { scroll?: number } | null)?.scroll ?? 0;
    requestAnimationFrame(() => requestAnimationFrame(() => scrollTo(0, scroll)));
  });
  document.addEventListener("click", (event) => {
    const link = (event.target as Element | null)?.closest?.("a");
    if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey)
      return;
    if (link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
    if (!link.pathname.startsWith("/v2") || link.pathname.startsWith("/v2/-/")) return;
    event.preventDefault();
    if (link.href !== location.href) {
      const target = new URL(link.href);
      go(target.pathname + target.search);
    }
  });
  const shown = page.value;
  if (shown.page !== "unknown" && pathOf(shown) !== location.pathname && location.pathname.includes("/runs/project/")) {
    history.replaceState({}, "", pathOf(shown) + location.search);
    href.value = location.href;
  }
}
