/** Addresses of the console: exactly those that the SDK prints, and a few of its own. */

/** A project within a domain: what nearly every page is about. */
export interface Scope {
  readonly domain: string;
  readonly project: string;
}

export type RunKind = "runs" | "tracked-runs";

/** One run: its scope, its kind and its name. */
export interface RunRef extends Scope {
  readonly kind: RunKind;
  readonly run: string;
}

export type Page =
  | { readonly page: "projects" }
  | (Scope & { readonly page: "list"; readonly kind: ListKind })
  | (RunRef & { readonly page: "run" })
  | (Scope & { readonly page: "task"; readonly task: string })
  | (Scope & { readonly page: "trigger"; readonly task: string; readonly trigger: string })
  | (Scope & { readonly page: "app"; readonly app: string })
  | (Scope & { readonly page: "artifact"; readonly artifact: string })
  | { readonly page: "unknown"; readonly path: string };

/** Pages that show a whole project: lists and what is single in a project. */
export const LIST_KINDS = [
  "runs",
  "tracked-runs",
  "overview",
  "tasks",
  "triggers",
  "apps",
  "artifacts",
  "secrets",
  "settings",
  "compare",
] as const;
export type ListKind = (typeof LIST_KINDS)[number];

const ROOT = "/v2";

/** The page that a path names. Names are decoded one by one, so a dot or a slash in them changes nothing. */
export function parsePath(path: string): Page {
  const unknown: Page = { page: "unknown", path };
  const parts = decode(path);
  if (parts?.[0] !== "v2") return unknown;
  const [, ...rest] = parts;
  if (rest.length === 0) return { page: "projects" };
  const scoped = scopeOf(rest);
  if (!scoped) return unknown;
  const { scope, tail } = scoped;
  const [kind, name, second, ...more] = tail;
  if (more.length > 0) return unknown;
  if (kind === undefined) return { page: "list", kind: "runs", ...scope };
  if (name === undefined) {
    return isListKind(kind) ? { page: "list", kind, ...scope } : unknown;
  }
  if (kind === "triggers" && second !== undefined) {
    return { page: "trigger", ...scope, task: name, trigger: second };
  }
  if (second !== undefined) return unknown;
  switch (kind) {
    case "runs":
    case "tracked-runs":
      return { page: "run", kind, run: name, ...scope };
    case "tasks":
      return { page: "task", task: name, ...scope };
    case "apps":
      return { page: "app", app: name, ...scope };
    case "artifacts":
      return { page: "artifact", artifact: name, ...scope };
    default:
      return unknown;
  }
}

/** The path of a page; parsing it gives the page again. */
export function pathOf(page: Page): string {
  switch (page.page) {
    case "projects":
      return `${ROOT}/`;
    case "unknown":
      return page.path;
    case "list":
      return join(page, page.kind);
    case "run":
      return join(page, page.kind, page.run);
    case "task":
      return join(page, "tasks", page.task);
    case "trigger":
      return join(page, "triggers", page.task, page.trigger);
    case "app":
      return join(page, "apps", page.app);
    case "artifact":
      return join(page, "artifacts", page.artifact);
  }
}

/** The address of one action, on the page of its run. */
export function actionPath(scope: Scope, run: string, action: string, kind: RunKind = "runs"): string {
  return `${pathOf({ page: "run", kind, run, domain: scope.domain, project: scope.project })}?i=${encodeURIComponent(action)}`;
}

/** The project that a page belongs to, if it belongs to one. */
export function scopeOfPage(page: Page): Scope | undefined {
  return "domain" in page ? { domain: page.domain, project: page.project } : undefined;
}

function join(scope: Scope, ...parts: string[]): string {
  return [ROOT, "domain", scope.domain, "project", scope.project, ...parts]
    .map((part, index) => (index === 0 ? part : encodeURIComponent(part)))
    .join("/");
}

function decode(path: string): string[] | undefined {
  try {
    return path
      .split("/")
      .filter((part) => part !== "")
      .map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

/** Also the order of older notebooks: /v2/runs/project/P/domain/D/RUN. */
function scopeOf(parts: string[]): { scope: Scope; tail: string[] } | undefined {
  const [a, domain, b, project, ...tail] = parts;
  if (a === "domain" && b === "project" && domain && project) return { scope: { domain, project }, tail };
  if (a === "runs" && parts[1] === "project" && parts[3] === "domain" && parts[2] && parts[4]) {
    return { scope: { project: parts[2], domain: parts[4] }, tail: ["runs", ...parts.slice(5)] };
  }
  return undefined;
}

function isListKind(kind: string): kind is ListKind {
  return (LIST_KINDS as readonly string[]).includes(kind);
}
