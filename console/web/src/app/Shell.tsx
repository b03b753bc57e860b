import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { projects } from "../api/clients";
import { ORG } from "../api/ids";
import { useResource } from "../api/resource";
import icon from "../style/icon.svg";
import { Dialog } from "../ui/dialog";
import { Icon } from "../ui/icons";
import { absent } from "./features";
import { knownShortcuts, shortcuts } from "./keyboard";
import { go, page } from "./location";
import { letters, type Theme, theme, type Zone, zone } from "./preferences";
import { type ListKind, type Page, pathOf, type Scope, scopeOfPage } from "./route";

const LINKS: readonly (readonly [ListKind, string, string])[] = [
  ["runs", "Runs", "runs"],
  ["overview", "Overview", "overview"],
  ["tasks", "Tasks", "tasks"],
  ["triggers", "Triggers", "triggers"],
  ["apps", "Apps", "apps"],
  ["artifacts", "Artifacts", "artifacts"],
  ["tracked-runs", "Tracked runs", "tracked"],
  ["secrets", "Secrets", "secrets"],
  ["settings", "Settings", "settings"],
];

/** The project of the page before, for pages that belong to none. */
const lastScope = signal<Scope | undefined>(undefined);
const open = signal<"" | "help" | "palette">("");

/** The list that a page belongs to. */
function sectionOf(shown: Page): string {
  switch (shown.page) {
    case "list":
      return shown.kind;
    case "run":
      return shown.kind;
    case "task":
      return "tasks";
    case "trigger":
      return "triggers";
    case "app":
      return "apps";
    case "artifact":
      return "artifacts";
    default:
      return shown.page;
  }
}

export function Shell({ children, fill }: { children: ComponentChildren; fill: boolean }) {
  const shown = page.value;
  const scope = scopeOfPage(shown) ?? lastScope.value;
  useEffect(() => {
    lastScope.value = scopeOfPage(shown) ?? lastScope.peek();
  }, [shown]);
  useEffect(
    () =>
      shortcuts([
        { key: "?", what: "Show the keys", run: () => (open.value = "help") },
        { key: "mod+k", what: "Go anywhere (Ctrl or Cmd)", run: () => (open.value = "palette") },
      ]),
    [],
  );
  return (
    <div class="shell">
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <aside class="side" aria-label="Navigation">
        <a class="brand" href="/v2/">
          <img src={icon} alt="" />
          Flyte
        </a>
        {scope && <ScopePicker scope={scope} section={sectionOf(shown)} />}
        <nav aria-label="Pages">
          {scope &&
            LINKS.filter(([kind]) => !absent.value.has(kind)).map(([kind, title, symbol]) => (
              <a
                key={kind}
                href={pathOf({ page: "list", kind, ...scope })}
                aria-current={sectionOf(shown) === kind ? "page" : undefined}
              >
                <Icon name={symbol} />
                {title}
              </a>
            ))}
          <a href="/v2/" aria-current={shown.page === "projects" ? "page" : undefined}>
            <Icon name="projects" />
            Projects
          </a>
        </nav>
        <span class="gap" />
        <div class="foot">
          <Preferences />
        </div>
      </aside>
      <main id="main" tabIndex={-1} class={fill ? "fill" : ""}>
        {children}
      </main>
      {open.value === "help" && <Help />}
      {open.value === "palette" && <Palette scope={scope} />}
    </div>
  );
}

function ScopePicker({ scope, section }: { scope: Scope; section: string }) {
  const listed = useResource("projects", async (signal) => {
    const answer = await projects.listProjects({ limit: 1_000, org: ORG }, { signal });
    return answer.projects?.projects ?? [];
  });
  const all = listed.reading.value.value ?? [];
  const domains = all.find((one) => one.id === scope.project)?.domains.map((domain) => domain.id) ?? [];
  const names = [...new Set([scope.project, ...all.map((one) => one.id)])].sort();
  const stages = [...new Set([...domains, scope.domain])];
  const kind = (LINKS.some(([known]) => known === section) ? section : "runs") as ListKind;
  return (
    <div class="scope">
      <label>
        Project
        <select
          value={scope.project}
          onChange={(event) => go({ page: "list", kind, domain: scope.domain, project: event.currentTarget.value })}
        >
          {names.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        Domain
        <select
          value={scope.domain}
          onChange={(event) => go({ page: "list", kind, project: scope.project, domain: event.currentTarget.value })}
        >
          {stages.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

const THEMES: Record<Theme, string> = { system: "System theme", light: "Light theme", dark: "Dark theme" };
const ZONES: Record<Zone, string> = { relative: "Relative times", local: "Local times", utc: "UTC times" };

function Preferences() {
  const cycle = <T extends string>(values: readonly T[], value: T): T =>
    values[(values.indexOf(value) + 1) % values.length] as T;
  return (
    <>
      <button
        class="plain"
        type="button"
        onClick={() => (theme.value = cycle(["system", "light", "dark"], theme.value))}
      >
        <Icon name="theme" />
        {THEMES[theme.value]}
      </button>
      <button
        class="plain"
        type="button"
        onClick={() => (zone.value = cycle(["relative", "local", "utc"], zone.value))}
      >
        <Icon name="triggers" />
        {ZONES[zone.value]}
      </button>
      <button class="plain" type="button" onClick={() => (open.value = "help")}>
        <Icon name="help" />
        Keys
      </button>
    </>
  );
}

function Help() {
  return (
    <Dialog title="Keys" onClose={() => (open.value = "")}>
      <div class="dialog-body">
        <div class="keys">
          {knownShortcuts().map(({ key, what }) => (
            <>
              <kbd>{key === "mod+k" ? "Ctrl K" : key}</kbd>
              <span>{what}</span>
            </>
          ))}
        </div>
        <label class="field check">
          <input
            type="checkbox"
            checked={letters.value === "on"}
            onChange={(event) => (letters.value = event.currentTarget.checked ? "on" : "off")}
          />
          <span>Keys without Ctrl or Cmd work</span>
        </label>
      </div>
    </Dialog>
  );
}

function Palette({ scope }: { scope: Scope | undefined }) {
  const [text, setText] = useState("");
  const [index, setIndex] = useState(0);
  const entries: { title: string; hint: string; path: string }[] = [];
  if (scope) {
    for (const [kind, title] of LINKS) {
      if (!absent.value.has(kind))
        entries.push({ title, hint: scope.project, path: pathOf({ page: "list", kind, ...scope }) });
    }
    if (/^[\w.-]+$/.test(text)) {
      entries.push({ title: text, hint: "run", path: pathOf({ page: "run", kind: "runs", run: text, ...scope }) });
      entries.push({ title: text, hint: "task", path: pathOf({ page: "task", task: text, ...scope }) });
    }
  }
  entries.push({ title: "Projects", hint: "", path: "/v2/" });
  const found = entries.filter(({ title }) => title.toLowerCase().includes(text.toLowerCase()));
  const choose = (path: string | undefined) => {
    if (!path) return;
    open.value = "";
    go(path);
  };
  const keyed = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") setIndex(Math.min(index + 1, found.length - 1));
    else if (event.key === "ArrowUp") setIndex(Math.max(index - 1, 0));
    else if (event.key === "Enter") choose(found[index]?.path);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title="Go to" onClose={() => (open.value = "")}>
      <div class="palette">
        <input
          autofocus
          aria-label="Page, run or task"
          placeholder="A page, or the name of a run or task"
          value={text}
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={`palette-${index}`}
          onKeyDown={keyed}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setIndex(0);
          }}
        />
        <div id="palette-list" class="options-list" role="listbox" aria-label="Pages">
          {found.map(({ title, hint, path }, at) => (
            <div
              key={path}
              id={`palette-${at}`}
              role="option"
              aria-selected={at === index}
              onClick={() => choose(path)}
            >
              <span>{title}</span>
              <span class="muted">{hint}</span>
            </div>
          ))}
        </div>
      </div>
    </Dialog>
  );
}
