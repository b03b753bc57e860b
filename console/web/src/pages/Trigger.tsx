import { create, toJson } from "@bufbuild/protobuf";
import { runs, triggers } from "../api/clients";
import { idOf, projectIdOf, type ScopedId } from "../api/ids";
import { useResource } from "../api/resource";
import { go, param, setParams } from "../app/location";
import { pathOf, type Scope } from "../app/route";
import { TriggerNameSchema } from "../gen/flyteidl2/common/identifier_pb";
import { Sort_Direction } from "../gen/flyteidl2/common/list_pb";
import {
  type TriggerDetails,
  TriggerDetailsSchema,
  TriggerRevisionAction,
} from "../gen/flyteidl2/trigger/trigger_definition_pb";
import { RunSource } from "../gen/flyteidl2/workflow/run_definition_pb";
import { plainValue } from "../model/literal";
import { whoOf } from "../model/names";
import { describeAutomation } from "../model/schedule";
import { millisOf } from "../model/time";
import { Facts, Failed, Loading, Stale, Time } from "../ui/basics";
import { confirm } from "../ui/dialog";
import { Diff } from "../ui/diff";
import { Icon } from "../ui/icons";
import { JsonTree, plainText } from "../ui/json";
import { ListStates, useListing } from "../ui/list";
import { ControlsHeader, Crumbs, DataTable, PageHead } from "../ui/page";
import { TabPanel, Tabs, tabOf } from "../ui/tabs";
import { RunTable } from "./Runs";
import { Switch, switchTriggers } from "./Triggers";

const ACTIONS: Record<number, string> = {
  [TriggerRevisionAction.DEPLOY]: "Deployed",
  [TriggerRevisionAction.ACTIVATE]: "Switched on",
  [TriggerRevisionAction.DEACTIVATE]: "Switched off",
  [TriggerRevisionAction.DELETE]: "Deleted",
};

const TABS = [
  { id: "runs", title: "Runs" },
  { id: "spec", title: "Inputs and settings" },
  { id: "history", title: "History" },
];

type TriggerId = ScopedId & { readonly taskName: string };

/** One trigger: when it starts what, and what it has started. */
export default function Trigger({ domain, project, task, trigger }: Scope & { task: string; trigger: string }) {
  const scope = { domain, project };
  const name: TriggerId = { ...idOf(scope, trigger), taskName: task };
  const read = useResource(
    `trigger|${domain}|${project}|${task}|${trigger}`,
    async (signal) => (await triggers.getTriggerDetails({ name }, { signal })).trigger,
  );
  const { value, problem, readAt } = read.reading.value;
  const tab = tabOf(TABS);
  if (!value) return problem ? <Failed problem={problem} retry={read.reload} /> : <Loading what="the trigger" />;
  const runNow = () =>
    confirm({
      title: `Run ${trigger} now?`,
      action: "Start a run",
      body: <p>A run of {task} starts with the inputs and settings of the trigger. Its schedule does not change.</p>,
      run: async () => {
        const answer = await runs.createRun({
          id: { case: "projectId", value: projectIdOf(scope) },
          task: { case: "triggerName", value: name },
          source: RunSource.WEB,
        });
        const run = answer.run?.action?.id?.run?.name;
        if (run) go({ page: "run", kind: "runs", run, ...scope });
      },
    });
  const remove = () =>
    confirm({
      title: `Delete ${trigger}?`,
      action: "Delete",
      danger: true,
      body: <p>It starts no more runs. Its runs stay. Deploying the task brings it back.</p>,
      run: async () => {
        await triggers.deleteTriggers({ names: [name] });
        go({ page: "list", kind: "triggers", ...scope });
      },
    });
  const toggle = async (on: boolean) => {
    if (await switchTriggers([create(TriggerNameSchema, name)], on)) read.reload();
  };
  return (
    <>
      <Crumbs>
        <a href={pathOf({ page: "list", kind: "triggers", ...scope })}>Triggers</a>
        <span>
          <a href={pathOf({ page: "task", task, ...scope })}>{task}</a>
        </span>
      </Crumbs>
      <PageHead
        title={trigger}
        actions={
          <>
            <Switch
              on={value.spec?.active ?? false}
              label={`${trigger} is active`}
              onChange={(on) => void toggle(on)}
            />
            <button class="button" type="button" onClick={remove}>
              Delete
            </button>
            <button class="button primary" type="button" onClick={runNow}>
              <Icon name="play" />
              Run now
            </button>
          </>
        }
      >
        <p class="muted">{describeAutomation(value.automationSpec)}</p>
      </PageHead>
      <Stale problem={problem} readAt={readAt} />
      <div class="card">
        <div class="body">
          <Facts
            facts={[
              ["Task", <a href={pathOf({ page: "task", task, ...scope })}>{task}</a>],
              ["Version", value.spec?.taskVersion],
              ["Last fired", <Time at={millisOf(value.status?.triggeredAt)} />],
              ["Revision", value.id && String(value.id.revision)],
              ["Deployed", <Time at={millisOf(value.status?.deployedAt)} />],
              ["Deployed by", whoOf(value.metadata?.deployedBy)],
              ["Changed", <Time at={millisOf(value.status?.updatedAt)} />],
              ["Changed by", whoOf(value.metadata?.updatedBy)],
              ["Deleted", value.status?.deletedAt && <Time at={millisOf(value.status.deletedAt)} />],
              ["Description", value.description],
            ]}
          />
        </div>
      </div>
      <div class="tab-gap" />
      <Tabs tabs={TABS} label="About the trigger" />
      <TabPanel tab={tab}>
        {tab === "runs" && <RunTable scope={scope} kind="runs" trigger={{ task, name: trigger }} />}
        {tab === "spec" && <Inputs details={value} />}
        {tab === "history" && <History name={name} />}
      </TabPanel>
    </>
  );
}

function Inputs({ details }: { details: TriggerDetails }) {
  const inputs = details.spec?.inputWrapper;
  const values =
    inputs?.case === "inputs"
      ? Object.fromEntries(inputs.value.literals.map(({ name, value }) => [name, plainValue(value)]))
      : undefined;
  return (
    <div class="stack">
      <div class="card">
        <header>
          <h2>Inputs</h2>
        </header>
        <div class="body">
          {values ? (
            <JsonTree value={values} open={2} />
          ) : (
            <p class="muted">
              {inputs?.case === "offloadedInputData" ? inputs.value.uri : "The defaults of the task."}
            </p>
          )}
        </div>
      </div>
      <div class="card">
        <header>
          <h2>All of it</h2>
        </header>
        <div class="body">
          <JsonTree value={toJson(TriggerDetailsSchema, details)} open={2} />
        </div>
      </div>
    </div>
  );
}

/** Revisions, and what one changed against the one before. */
function History({ name }: { name: TriggerId }) {
  const history = useListing(`history|${name.taskName}|${name.name}`, async (token, signal) => {
    const request = { limit: 50, token, sortByFields: [{ key: "revision", direction: Sort_Direction.DESCENDING }] };
    const answer = await triggers.getTriggerRevisionHistory({ name, request }, { signal });
    return { rows: answer.triggers, token: answer.token };
  });
  const shown = Number(param("revision")) || 0;
  return (
    <div class="stack">
      <ListStates listing={history} what="revisions" empty={null}>
        {(rows) => (
          <DataTable
            label="Revisions"
            head={
              <>
                <th class="fit">Revision</th>
                <th class="fit">What</th>
                <th>By</th>
                <th class="fit right">When</th>
                <ControlsHeader label="Compare" />
              </>
            }
          >
            {rows.map((row) => {
              const revision = Number(row.id?.revision ?? 0);
              return (
                <tr key={revision} class={revision === shown ? "selected" : ""}>
                  <td class="fit number">{revision}</td>
                  <td class="fit">{ACTIONS[row.action] ?? "Changed"}</td>
                  <td>{whoOf(row.metadata?.updatedBy) || "–"}</td>
                  <td class="fit right">
                    <Time at={millisOf(row.createdAt)} />
                  </td>
                  <td class="fit">
                    {revision > 1 && (
                      <button
                        class="button small"
                        type="button"
                        onClick={() => setParams({ revision: revision === shown ? "" : String(revision) })}
                      >
                        Changes
                      </button>
                    )}
                  </td>
                </tr>
              );
            })}
          </DataTable>
        )}
      </ListStates>
      {shown > 1 && <Changes key={shown} name={name} revision={shown} />}
    </div>
  );
}

function Changes({ name, revision }: { name: TriggerId; revision: number }) {
  const read = useResource(`changes|${name.taskName}|${name.name}|${revision}`, async (signal) => {
    const one = async (number: number) => {
      const answer = await triggers.getTriggerRevisionDetails({ id: { name, revision: BigInt(number) } }, { signal });
      return answer.trigger ? plainText(toJson(TriggerDetailsSchema, answer.trigger)) : "";
    };
    return { before: await one(revision - 1), after: await one(revision) };
  });
  const { value, problem } = read.reading.value;
  if (!value) return problem ? <Failed problem={problem} /> : <Loading what="the changes" />;
  return <Diff before={value.before} after={value.after} />;
}
