import { effect, signal } from "@preact/signals";

/** What a person prefers; the only thing that the console keeps in the browser. */
export type Theme = "system" | "light" | "dark";
export type Zone = "local" | "utc" | "relative";

function stored<T extends string>(key: string, values: readonly T[], otherwise: T) {
  const name = `console.${key}`;
  const read = (): T => {
    try {
      const value = localStorage.getItem(name) as T;
      return values.includes(value) ? value : otherwise;
    } catch {
      return otherwise;
    }
  };
  const preference = signal<T>(read());
  effect(() => {
    try {
      localStorage.setItem(name, preference.value);
    } catch {
      // A browser without storage forgets at the end of the visit.
    }
  });
  return preference;
}

export const theme = stored<Theme>("theme", ["system", "light", "dark"], "system");
export const zone = stored<Zone>("zone", ["local", "utc", "relative"], "relative");
export const letters = stored<"on" | "off">("letters", ["on", "off"], "on");

effect(() => {
  if (theme.value === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme.value;
});
