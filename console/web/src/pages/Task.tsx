import { toJson } from "@bufbuild/protobuf";
import { useState } from "preact/hooks";
import { tasks } from "../api/clients";
import { idOf } from "../api/ids";
import { useResource } from "../api/resource";
import { go, param, setParams } from "../app/location";
import { pathOf, type Scope } from "../app/route";
import { Sort_Direction } from "../gen/flyteidl2/common/list_pb";
import type { VariableMap } from "../gen/flyteidl2/core/interface_pb";
import { type Resources, Resources_ResourceName } from "../gen/flyteidl2/core/tasks_pb";
import { type TaskDetails, TaskSpecSchema } from "../gen/flyteidl2/task/task_definition_pb";
import { plainValue } from "../model/literal";
import { whoOf } from "../model/names";
import { durationMillis, formatSpan, millisOf } from "../model/time";
import { describeType } from "../model/types";
import { CopyButton, Facts, Failed, Loading, Phase, SafeLink, Stale, Time, toast } from "../ui/basics";
import { Icon } from "../ui/icons";
import { JsonTree, plainText } from "../ui/json";
import { ListStates, useListing } from "../ui/list";
import { Crumbs, DataTable, PageHead } from "../ui/page";
import { TabPanel, Tabs, tabOf } from "../ui/tabs";
import { LaunchDialog } from "./launch/Launch";
import { RunTable } from "./Runs";
import { TriggerTable } from "./Triggers";

const TABS = [
  { id: "about", title: "About" },
  { id: "runs", title: "Runs" },
  { id: "triggers", title: "Triggers" },
  { id: "versions", title: "Versions" },
  { id: "spec", title: "Spec" },
];

/** One task: what it takes and gives, its versions, its runs and triggers; runs start here. */
export default function Task({ domain, project, task }: Scope & { task: string }) {
  const scope = { domain, project };
  const taskName = idOf(scope, task);
  const versions = useListing(`versions|${domain}|${project}|${task}`, async (token, signal) => {
    const request = { limit: 50, token, sortByFields: [{ key: "created_at", direction: Sort_Direction.DESCENDING }] };
    const answer = await tasks.listVersions({ taskName, request }, { signal });
    return { rows: answer.versions, token: answer.token };
  });
  const version = param("version") || versions.rows.value?.[0]?.version || "";
  const [launching, setLaunching] = useState(false);
  const tab = tabOf(TABS);
  const known = versions.rows.value;
  if (!known) {
    return versions.problem.value ? (
      <Failed problem={versions.problem.value} retry={versions.reload} />
    ) : (
      <Loading what="the task" />
    );
  }
  if (known.length === 0) {
    const detail = `No task ${task} is deployed in ${project}, ${domain}. Tasks of a run that were not deployed are shown by the run.`;
    return <Failed problem={{ kind: "not-found", title: "There is no such task", detail }} />;
  }
  return (
    <VersionOf key={version} scope={scope} task={task} version={version}>
      {(details) => (
        <>
          <Crumbs>
            <a href={pathOf({ page: "list", kind: "tasks", ...scope })}>Tasks</a>
            <span>{details.metadata?.environmentName}</span>
          </Crumbs>
          <PageHead
            title={task}
            actions={
              <>
                <select
                  aria-label="Version"
                  value={version}
                  onChange={(event) =>
                    setParams({
                      version: event.currentTarget.value === known[0]?.version ? "" : event.currentTarget.value,
                    })
                  }
                >
                  {known.map((one) => (
                    <option key={one.version} value={one.version}>
                      {one.version.slice(0, 32)}
                    </option>
                  ))}
                </select>
                <button class="button primary" type="button" onClick={() => setLaunching(true)}>
                  <Icon name="play" />
                  Run
                </button>
              </>
            }
          >
            <p class="muted">{details.spec?.documentation?.shortDescription}</p>
          </PageHead>
          <Tabs tabs={TABS} label="About the task" />
          <TabPanel tab={tab}>
            {tab === "about" && <About details={details} />}
            {tab === "runs" && <RunTable scope={scope} kind="runs" task={task} />}
            {tab === "triggers" && <TriggerTable scope={scope} task={task} />}
            {tab === "versions" && (
              <ListStates listing={versions} what="versions" empty={null}>
                {(rows) => (
                  <DataTable
                    label="Versions"
                    head={
                      <>
                        <th>Version</th>
                        <th class="fit">Last run</th>
                        <th class="fit">Deployed by</th>
                        <th class="fit right">Deployed</th>
                      </>
                    }
                  >
                    {rows.map((row) => (
                      <tr key={row.version} class={row.version === version ? "selected" : ""}>
                        <td class="clip">
                          <a class="mono" href={`?version=${encodeURIComponent(row.version)}`}>
                            {row.version}
                          </a>
                        </td>
                        <td class="fit">
                          {row.latestRun ? <Phase phase={row.latestRun.phase} /> : <span class="muted">never run</span>}
                        </td>
                        <td class="fit">{whoOf(row.deployedBy) || "–"}</td>
                        <td class="fit right">
                          <Time at={millisOf(row.deployedAt)} />
                        </td>
                      </tr>
                    ))}
                  </DataTable>
                )}
              </ListStates>
            )}
            {tab === "spec" && details.spec && (
              <div class="card">
                <div class="body">
                  <JsonTree value={toJson(TaskSpecSchema, details.spec)} open={3} />
                </div>
              </div>
            )}
          </TabPanel>
          {launching && details.spec && (
            <LaunchDialog
              scope={scope}
              title="Run"
              spec={details.spec}
              taskId={details.taskId}
              onClose={() => setLaunching(false)}
              onStarted={(run) => {
                setLaunching(false);
                go({ page: "run", kind: "runs", run, ...scope });
                toast("Started a run");
              }}
            />
          )}
        </>
      )}
    </VersionOf>
  );
}

function VersionOf({
  scope,
  task,
  version,
  children,
}: {
  scope: Scope;
  task: string;
  version: string;
  children: (details: TaskDetails) => preact.ComponentChildren;
}) {
  const read = useResource(`task|${scope.domain}|${scope.project}|${task}|${version}`, async (signal) => {
    const taskId = { ...idOf(scope, task), version };
    return (await tasks.getTaskDetails({ taskId }, { signal })).details;
  });
  const { value, problem, readAt } = read.reading.value;
  if (!value) return problem ? <Failed problem={problem} retry={read.reload} /> : <Loading what="the task" />;
  return (
    <>
      <Stale problem={problem} readAt={readAt} />
      {children(value)}
    </>
  );
}

function About({ details }: { details: TaskDetails }) {
  const { spec, metadata } = details;
  const template = spec?.taskTemplate;
  const target = template?.target;
  const container = target?.case === "container" ? target.value : undefined;
  const settings = template?.metadata;
  const defaults = new Map(spec?.defaultInputs.map(({ name, parameter }) => [name, parameter?.behavior]));
  return (
    <div class="stack">
      {spec?.documentation?.longDescription && <p class="wrap">{spec.documentation.longDescription}</p>}
      <div class="grid2">
        <Variables
          title="Inputs"
          variables={template?.interface?.inputs}
          defaultOf={(name) => {
            const behavior = defaults.get(name);
            return behavior?.case === "default" ? plainText(plainValue(behavior.value), 0) : "";
          }}
        />
        <Variables title="Outputs" variables={template?.interface?.outputs} defaultOf={() => ""} />
      </div>
      <div class="card">
        <header>
          <h2>How it is executed</h2>
        </header>
        <div class="body">
          <Facts
            facts={[
              ["Type", template?.type],
              [
                "Image",
                container?.image && (
                  <span class="row mono wrap">
                    {container.image}
                    <CopyButton text={container.image} label="Copy the image" />
                  </span>
                ),
              ],
              ["Requests", resourcesOf(container?.resources, "requests")],
              ["Limits", resourcesOf(container?.resources, "limits")],
              ["Retries", settings?.retries?.retries ? String(settings.retries.retries) : ""],
              ["Timeout", settings?.timeout && formatSpan(durationMillis(settings.timeout))],
              ["Cache", settings?.discoverable && `on, version ${settings.discoveryVersion || "–"}`],
              [
                "Interruptible",
                settings?.interruptibleValue.case === "interruptible" &&
                  (settings.interruptibleValue.value ? "yes" : "no"),
              ],
              ["Pod template", settings?.podTemplateName],
              ["Report", settings?.generatesDeck === true && "yes"],
              ["Environment", metadata?.environmentName],
              ["Deployed", <Time at={millisOf(metadata?.deployedAt)} />],
              ["Deployed by", whoOf(metadata?.deployedBy)],
              ["SDK", settings?.runtime?.version],
              [
                "Source",
                spec?.documentation?.sourceCode?.link && (
                  <SafeLink href={spec.documentation.sourceCode.link}>source</SafeLink>
                ),
              ],
            ]}
          />
        </div>
      </div>
    </div>
  );
}

function Variables({
  title,
  variables,
  defaultOf,
}: {
  title: string;
  variables: VariableMap | undefined;
  defaultOf: (name: string) => string;
}) {
  const entries = variables?.variables ?? [];
  return (
    <section class="card" aria-label={title}>
      <header>
        <h2>{title}</h2>
      </header>
      {entries.length === 0 ? (
        <p class="body muted">none</p>
      ) : (
        <table>
          <tbody>
            {entries.map(({ key, value }) => (
              <tr key={key}>
                <td class="fit mono">{key}</td>
                <td class="mono muted wrap">
                  {describeType(value?.type)}
                  {defaultOf(key) && <span> = {defaultOf(key).slice(0, 120)}</span>}
                </td>
                <td class="wrap">{value?.description}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function resourcesOf(resources: Resources | undefined, kind: "requests" | "limits"): string {
  return (resources?.[kind] ?? [])
    .map(({ name, value }) => `${Resources_ResourceName[name]?.toLowerCase().replace("_", " ")} ${value}`)
    .join(", ");
}
