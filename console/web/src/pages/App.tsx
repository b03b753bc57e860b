import { clone, toJson } from "@bufbuild/protobuf";
import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { apps } from "../api/clients";
import { idOf, type ScopedId } from "../api/ids";
import type { Problem } from "../api/problem";
import { useStream } from "../api/use-stream";
import { go } from "../app/location";
import { pathOf, type Scope } from "../app/route";
import { type App, AppSchema, Spec_DesiredState } from "../gen/flyteidl2/app/app_definition_pb";
import { LogPane } from "../logs/LogPane";
import { isStopped } from "../model/apps";
import { whoOf } from "../model/names";
import { millisOf } from "../model/time";
import { Facts, Failed, Loading, SafeLink, Time, toast } from "../ui/basics";
import { confirm } from "../ui/dialog";
import { Icon } from "../ui/icons";
import { JsonTree } from "../ui/json";
import { Crumbs, DataTable, PageHead } from "../ui/page";
import { TabPanel, Tabs, tabOf } from "../ui/tabs";
import { AppPhase } from "./Apps";

const TABS = [
  { id: "about", title: "About" },
  { id: "logs", title: "Logs" },
  { id: "spec", title: "Spec" },
];

/** One app: how it is, where it is reached, what it prints. */
export default function AppPage({ domain, project, app: name }: Scope & { app: string }) {
  const app = useSignal<App | undefined>(undefined);
  const problem = useSignal<Problem | undefined>(undefined);
  const gone = useSignal(false);
  const appId = idOf({ project, domain }, name);
  useStream(
    (signal) => watch(appId, signal),
    () => ({
      message: (next) => {
        app.value = next;
        gone.value = next === undefined;
      },
      state: (_, failure) => {
        problem.value = failure;
      },
    }),
    [domain, project, name],
  );
  const source = useMemo(() => ({ project, domain, app: name }), [project, domain, name]);
  const value = app.value;
  if (gone.value) {
    const detail = `${name} was deleted, or was never deployed in ${project}, ${domain}.`;
    return <Failed problem={{ kind: "not-found", title: "There is no such app", detail }} />;
  }
  if (!value) return problem.value ? <Failed problem={problem.value} /> : <Loading what="the app" />;
  const tab = tabOf(TABS);
  const stopped = isStopped(value);
  const change = (desiredState: Spec_DesiredState, reason: string) => async () => {
    const next = clone(AppSchema, value);
    if (next.spec) next.spec.desiredState = desiredState;
    const answer = await apps.update({ app: next, reason });
    if (answer.app) app.value = answer.app;
    toast(reason);
  };
  const toggle = () =>
    stopped
      ? confirm({
          title: `Start ${name}?`,
          action: "Start",
          body: <p>At least one replica is started.</p>,
          run: change(Spec_DesiredState.ACTIVE, "Started in the console"),
        })
      : confirm({
          title: `Stop ${name}?`,
          action: "Stop",
          danger: true,
          body: <p>All of its {value.status?.currentReplicas ?? 0} replicas end, and its address answers no more.</p>,
          run: change(Spec_DesiredState.STOPPED, "Stopped in the console"),
        });
  const remove = () =>
    confirm({
      title: `Delete ${name}?`,
      action: "Delete",
      danger: true,
      body: <p>The app and its address are removed. Deploying it again brings it back.</p>,
      run: async () => {
        await apps.delete({ appId });
        go({ page: "list", kind: "apps", domain, project });
      },
    });
  const url = value.status?.ingress?.publicUrl;
  return (
    <>
      <Crumbs>
        <a href={pathOf({ page: "list", kind: "apps", domain, project })}>Apps</a>
        <span>{project}</span>
      </Crumbs>
      <PageHead
        title={
          <>
            {name} <AppPhase app={value} />
          </>
        }
        actions={
          <>
            <button class="button" type="button" onClick={remove}>
              Delete
            </button>
            <button class={stopped ? "button primary" : "button"} type="button" onClick={toggle}>
              <Icon name={stopped ? "play" : "stop"} />
              {stopped ? "Start" : "Stop"}
            </button>
          </>
        }
      >
        {url && <SafeLink href={url}>{url}</SafeLink>}
      </PageHead>
      <Tabs tabs={TABS} label="About the app" />
      <TabPanel tab={tab}>
        {tab === "about" && <About app={value} />}
        {tab === "logs" && (
          <div class="card tall">
            <LogPane source={source} pods={[]} file={`${name}.log`} />
          </div>
        )}
        {tab === "spec" && (
          <div class="card">
            <div class="body">
              <JsonTree value={toJson(AppSchema, value)} open={3} />
            </div>
          </div>
        )}
      </TabPanel>
    </>
  );
}

async function* watch(appId: ScopedId, signal: AbortSignal): AsyncGenerator<App | undefined> {
  yield (await apps.get({ identifier: { case: "appId", value: appId } }, { signal })).app;
  for await (const { event } of apps.watch({ target: { case: "appId", value: appId } }, { signal })) {
    if (event.case === "createEvent") yield event.value.app;
    else if (event.case === "updateEvent") yield event.value.updatedApp;
    else if (event.case === "deleteEvent") yield undefined;
  }
}

function About({ app }: { app: App }) {
  const { metadata, spec, status } = app;
  const container = spec?.appPayload.case === "container" ? spec.appPayload.value : undefined;
  const replicas = spec?.autoscaling?.replicas;
  return (
    <div class="stack">
      <div class="card">
        <div class="body">
          <Facts
            facts={[
              ["Replicas", String(status?.currentReplicas ?? 0)],
              ["Scale", replicas && `${replicas.min} to ${replicas.max}`],
              ["Revision", metadata && String(metadata.revision)],
              ["Image", container?.image],
              ["Created", <Time at={millisOf(status?.createdAt)} />],
              ["Created by", whoOf(spec?.creator)],
              ["Changed", <Time at={millisOf(status?.lastUpdatedAt)} />],
              ["Started", status?.lastStartedAt && <Time at={millisOf(status.lastStartedAt)} />],
              ["Cluster", status?.assignedCluster],
              ["Anonymous calls", spec?.securityContext?.allowAnonymous && "allowed"],
            ]}
          />
          {(spec?.links ?? []).map((link) => (
            <SafeLink
              key={link.path}
              href={link.isRelative ? `${status?.ingress?.publicUrl ?? ""}${link.path}` : link.path}
            >
              {link.title || link.path}
            </SafeLink>
          ))}
        </div>
      </div>
      <DataTable
        label="Conditions"
        head={
          <>
            <th class="fit">When</th>
            <th class="fit">State</th>
            <th>Message</th>
            <th class="fit">By</th>
          </>
        }
      >
        {[...(status?.conditions ?? [])].reverse().map((condition, index) => (
          <tr key={index}>
            <td class="fit">
              <Time at={millisOf(condition.lastTransitionTime)} />
            </td>
            <td class="fit">
              <AppPhase app={{ ...app, status: { ...status, conditions: [condition] } } as App} />
            </td>
            <td class="wrap">{condition.message}</td>
            <td class="fit">{whoOf(condition.actor) || "–"}</td>
          </tr>
        ))}
      </DataTable>
    </div>
  );
}
