import { Component, type ComponentChildren, type ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Failed, Loading, Toasts } from "../ui/basics";
import { Confirmation } from "../ui/dialog";
import { page } from "./location";
import type { ListKind, Page } from "./route";
import { Shell } from "./Shell";

type Loader = () => Promise<{ default: ComponentType<never> }>;

/** Each page is a file of its own, read when it is first shown. */
const LISTS: Record<ListKind, Loader> = {
  runs: () => import("../pages/Runs"),
  "tracked-runs": () => import("../pages/Runs"),
  overview: () => import("../pages/Overview"),
  tasks: () => import("../pages/Tasks"),
  triggers: () => import("../pages/Triggers"),
  apps: () => import("../pages/Apps"),
  artifacts: () => import("../pages/Artifacts"),
  secrets: () => import("../pages/Secrets"),
  settings: () => import("../pages/Settings"),
  compare: () => import("../pages/Compare"),
};

const PAGES: Record<Exclude<Page["page"], "list" | "unknown">, Loader> = {
  projects: () => import("../pages/Projects"),
  run: () => import("../pages/run/Run"),
  task: () => import("../pages/Task"),
  trigger: () => import("../pages/Trigger"),
  app: () => import("../pages/App"),
  artifact: () => import("../pages/Artifact"),
};

function loaderOf(shown: Page): Loader | undefined {
  if (shown.page === "unknown") return undefined;
  return shown.page === "list" ? LISTS[shown.kind] : PAGES[shown.page];
}

function titleOf(shown: Page): string {
  switch (shown.page) {
    case "list":
      return `${shown.kind.replace("-", " ")} · ${shown.project}`;
    case "run":
      return shown.run;
    case "task":
      return shown.task;
    case "trigger":
      return shown.trigger;
    case "app":
      return shown.app;
    case "artifact":
      return shown.artifact;
    case "projects":
      return "Projects";
    case "unknown":
      return "Not found";
  }
}

export function App() {
  const shown = page.value;
  useEffect(() => {
    document.title = `${titleOf(shown)} · Flyte`;
  }, [shown]);
  return (
    <>
      <Shell fill={shown.page === "run"}>
        <ErrorBoundary key={JSON.stringify(shown)}>
          <LazyPage shown={shown} />
        </ErrorBoundary>
      </Shell>
      <Confirmation />
      <Toasts />
    </>
  );
}

function LazyPage({ shown }: { shown: Page }) {
  const load = loaderOf(shown);
  const [view, setView] = useState<{ load: Loader; type: ComponentType<never> } | undefined>();
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    setFailed(false);
    load?.().then(
      (module) => setView({ load, type: module.default }),
      () => setFailed(true),
    );
  }, [load]);
  if (!load) {
    const detail = "The address leads to no page of the console. The projects are a place to start.";
    return <Failed problem={{ kind: "not-found", title: "There is no such page", detail }} />;
  }
  if (failed) {
    const detail = "A part of the console could not be read. It may have been updated: load the page anew.";
    return (
      <Failed
        problem={{ kind: "unavailable", title: "The page cannot be shown", detail }}
        retry={() => location.reload()}
      />
    );
  }
  if (!view || view.load !== load) return <Loading what="the page" />;
  const View = view.type as ComponentType<Page>;
  return <View {...shown} />;
}

/** A page that breaks says so; the navigation stays. */
class ErrorBoundary extends Component<{ children: ComponentChildren }, { failure?: string }> {
  override state: { failure?: string } = {};

  static getDerivedStateFromError(failure: unknown) {
    return { failure: String(failure) };
  }

  render() {
    const { failure } = this.state;
    if (failure === undefined) return this.props.children;
    const problem = { kind: "unexpected", title: "This page broke", detail: failure } as const;
    return <Failed problem={problem} retry={() => this.setState({ failure: undefined })} />;
  }
}
