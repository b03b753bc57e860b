import { letters } from "./preferences";

export interface Shortcut {
  readonly key: string;
  readonly what: string;
  readonly run: () => void;
}

const active: Shortcut[][] = [];

/** Registers shortcuts of a page while it is shown. */
export function shortcuts(list: Shortcut[]): () => void {
  active.push(list);
  return () => {
    const at = active.indexOf(list);
    if (at >= 0) active.splice(at, 1);
  };
}

export function knownShortcuts(): Shortcut[] {
  return active.flat();
}

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable);

/** Single letters do nothing while somebody types, in dialogs, or when they are switched off. */
export function startKeyboard(): void {
  document.addEventListener("keydown", (event) => {
    const chord = (event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k" ? "mod+k" : event.key;
    if (chord !== "mod+k") {
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target) || letters.value === "off") return;
      if (document.querySelector("dialog[open]")) return;
    }
    for (const list of [...active].reverse()) {
      const found = list.find((shortcut) => shortcut.key === chord);
      if (found) {
        event.preventDefault();
        found.run();
        return;
      }
    }
  });
}
