import { toJson } from "@bufbuild/protobuf";
import { data, runs } from "../api/clients";
import { idOf, ROOT_ACTION, type ScopedId } from "../api/ids";
import { useResource } from "../api/resource";
import { param, setParams } from "../app/location";
import { actionPath, pathOf, type Scope } from "../app/route";
import { Sort_Direction } from "../gen/flyteidl2/common/list_pb";
import { TaskSpecSchema } from "../gen/flyteidl2/task/task_definition_pb";
import type { Action } from "../gen/flyteidl2/workflow/run_definition_pb";
import { matchActions, type Side } from "../model/compare";
import { plainValue } from "../model/literal";
import { formatSpan } from "../model/time";
import { Empty, Failed, Loading, Phase } from "../ui/basics";
import { Diff } from "../ui/diff";
import { plainText } from "../ui/json";
import { DataTable, PageHead } from "../ui/page";

const MAX_ACTIONS = 5_000;
const PAGE = 200;
const MAX_ROWS = 500;

/** Two runs beside each other: phases, durations, inputs and task. */
export default function Compare({ domain, project }: Scope) {
  const scope = { domain, project };
  const [a, b] = [param("a"), param("b")];
  const read = useResource(`compare|${domain}|${project}|${a}|${b}`, async (signal) => {
    if (!a || !b) return undefined;
    const one = (name: string) => readRun(idOf(scope, name), signal);
    return { a: await one(a), b: await one(b) };
  });
  const { value, problem } = read.reading.value;
  const onlyChanged = param("changed") === "1";
  if (!a || !b) {
    return <Empty title="Choose two runs to compare">In the list of runs, choose two, then Compare.</Empty>;
  }
  if (!value) return problem ? <Failed problem={problem} retry={read.reload} /> : <Loading what="both runs" />;
  const pairs = matchActions(value.a.actions, value.b.actions).filter(
    (pair) => !onlyChanged || pair.a?.phase !== pair.b?.phase,
  );
  const cut = value.a.actions.length >= MAX_ACTIONS || value.b.actions.length >= MAX_ACTIONS;
  return (
    <>
      <PageHead title="Compare">
        <p class="row">
          <a class="mono" href={pathOf({ page: "run", kind: "runs", run: a, ...scope })}>
            {a}
          </a>
          with
          <a class="mono" href={pathOf({ page: "run", kind: "runs", run: b, ...scope })}>
            {b}
          </a>
        </p>
      </PageHead>
      {cut && (
        <p class="notice">
          Of a run with more than {MAX_ACTIONS.toLocaleString("en")} actions, the first are compared.
        </p>
      )}
      <div class="stack">
        <div>
          <h2 class="section">Inputs</h2>
          <Diff before={value.a.inputs} after={value.b.inputs} />
        </div>
        <div>
          <h2 class="section">Task</h2>
          <Diff before={value.a.spec} after={value.b.spec} />
        </div>
        <div>
          <div class="row spread">
            <h2 class="section">Actions</h2>
            <label class="chip">
              <input
                type="checkbox"
                checked={onlyChanged}
                onChange={(event) => setParams({ changed: event.currentTarget.checked ? "1" : "" })}
              />
              Other phase only
            </label>
          </div>
          {pairs.length === 0 ? (
            <p class="muted">No action differs.</p>
          ) : (
            <DataTable
              label="Actions"
              head={
                <>
                  <th>Action</th>
                  <th class="fit">{a.slice(0, 10)}…</th>
                  <th class="fit right">Duration</th>
                  <th class="fit">{b.slice(0, 10)}…</th>
                  <th class="fit right">Duration</th>
                  <th class="fit right">Difference</th>
                </>
              }
            >
              {pairs.slice(0, MAX_ROWS).map((pair) => (
                <tr key={pair.key}>
                  <td class="clip">{pair.label}</td>
                  <SideCells side={pair.a} scope={scope} run={a} />
                  <SideCells side={pair.b} scope={scope} run={b} />
                  <td class="fit right">{difference(pair.a, pair.b)}</td>
                </tr>
              ))}
            </DataTable>
          )}
          {pairs.length > MAX_ROWS && <p class="muted">… and {pairs.length - MAX_ROWS} more.</p>}
        </div>
      </div>
    </>
  );
}

function SideCells({ side, scope, run }: { side: Side | undefined; scope: Scope; run: string }) {
  if (!side) {
    return (
      <>
        <td class="fit muted">absent</td>
        <td class="fit" />
      </>
    );
  }
  return (
    <>
      <td class="fit">
        <a href={actionPath(scope, run, side.name)}>
          <Phase phase={side.phase} />
        </a>
      </td>
      <td class="fit right">{formatSpan(side.duration)}</td>
    </>
  );
}

function difference(a: Side | undefined, b: Side | undefined): string {
  if (a?.duration === undefined || b?.duration === undefined) return "";
  const change = b.duration - a.duration;
  return `${change < 0 ? "−" : "+"}${formatSpan(Math.abs(change))}`;
}

async function readRun(runId: ScopedId, signal: AbortSignal) {
  const actionId = { run: runId, name: ROOT_ACTION };
  const [details, values] = await Promise.all([
    runs.getRunDetails({ runId }, { signal }),
    data.getActionData({ actionId }, { signal }).catch(() => undefined),
  ]);
  const actions: Action[] = [];
  let token = "";
  do {
    const sortByFields = [{ key: "created_at", direction: Sort_Direction.ASCENDING }];
    const page = await runs.listActions({ runId, request: { limit: PAGE, token, sortByFields } }, { signal });
    actions.push(...page.actions);
    token = page.token;
  } while (token !== "" && actions.length < MAX_ACTIONS);
  const spec = details.details?.action?.spec;
  return {
    actions,
    spec: spec?.case === "task" ? plainText(toJson(TaskSpecSchema, spec.value)) : "",
    inputs: plainText(
      Object.fromEntries(values?.inputs?.literals.map(({ name, value }) => [name, plainValue(value)]) ?? []),
    ),
  };
}
