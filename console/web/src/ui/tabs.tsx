import type { ComponentChildren } from "preact";
import { param, setParams } from "../app/location";

export interface TabSpec {
  readonly id: string;
  readonly title: string;
}

/** The tab that the address names; the first when it names none of them. */
export function tabOf(tabs: readonly TabSpec[]): string {
  const named = param("tab");
  return tabs.some(({ id }) => id === named) ? named : (tabs[0]?.id ?? "");
}

export function Tabs({ tabs, label }: { tabs: readonly TabSpec[]; label: string }) {
  const active = tabOf(tabs);
  const choose = (index: number) => setParams({ tab: index === 0 ? "" : (tabs[index] as TabSpec).id }, "push");
  const move = (event: KeyboardEvent, index: number) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    choose((index + step + tabs.length) % tabs.length);
    const list = (event.currentTarget as HTMLElement).parentElement;
    requestAnimationFrame(() => list?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus());
  };
  return (
    <div class="tabs" role="tablist" aria-label={label}>
      {tabs.map((tab, index) => (
        <button
          key={tab.id}
          type="button"
          role="tab"
          id={`tab-${tab.id}`}
          aria-selected={tab.id === active}
          aria-controls="tab-panel"
          tabIndex={tab.id === active ? 0 : -1}
          onClick={() => choose(index)}
          onKeyDown={(event) => move(event, index)}
        >
          {tab.title}
        </button>
      ))}
    </div>
  );
}

/** What the active tab shows. */
export function TabPanel({ tab, children }: { tab: string; children: ComponentChildren }) {
  return (
    <div class="tab-body" id="tab-panel" role="tabpanel" aria-labelledby={`tab-${tab}`}>
      {children}
    </div>
  );
}
