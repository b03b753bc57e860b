import { signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { askSubject, subject } from "../api/caller";
import { runsClient } from "../api/clients";
import { idOf, projectIdOf } from "../api/ids";
import { useStream } from "../api/use-stream";
import { noteAbsence } from "../app/features";
import { shortcuts } from "../app/keyboard";
import { go, param, query, setParams } from "../app/location";
import { type ListKind, pathOf, type RunKind, type Scope } from "../app/route";
import { Filter_Function } from "../gen/flyteidl2/common/list_pb";
import { ActionPhase } from "../gen/flyteidl2/common/phase_pb";
import type { Run } from "../gen/flyteidl2/workflow/run_definition_pb";
import { labelOf, SOURCES, whoOf } from "../model/names";
import { isTerminal } from "../model/phase";
import { millisOf } from "../model/time";
import { Empty, Phase, Span, Time, toast } from "../ui/basics";
import { confirm } from "../ui/dialog";
import { Icon } from "../ui/icons";
import { ListStates, SearchBox, SortHeader, sortOf, useListing } from "../ui/list";
import { ControlsHeader, DataTable, PageHead } from "../ui/page";
import { PhaseChips, phasesOf } from "../ui/phases";
import { type Selection, SelectionCell, useSelection } from "../ui/selection";

const PAGE = 50;
const SORT = "-created_at";
const FILTERED_PHASES = [
  ActionPhase.PAUSED,
  ActionPhase.RUNNING,
  ActionPhase.QUEUED,
  ActionPhase.SUCCEEDED,
  ActionPhase.FAILED,
  ActionPhase.TIMED_OUT,
  ActionPhase.ABORTED,
];

/** Runs of a project, also tracked ones, and those of one task or trigger (used by their pages). */
export default function Runs({ kind, domain, project }: Scope & { kind: ListKind }) {
  const runKind: RunKind = kind === "tracked-runs" ? "tracked-runs" : "runs";
  return (
    <>
      <PageHead title={runKind === "runs" ? "Runs" : "Tracked runs"} />
      <RunTable scope={{ domain, project }} kind={runKind} />
    </>
  );
}

export function RunTable({
  scope,
  kind,
  task,
  trigger,
}: {
  scope: Scope;
  kind: RunKind;
  task?: string;
  trigger?: { readonly task: string; readonly name: string };
}) {
  const { rows, client, key, fresh, selection } = useRuns(scope, kind, task, trigger);
  useEffect(() => void askSubject(), []);
  useEffect(
    () =>
      shortcuts([
        { key: "/", what: "Search", run: () => document.querySelector<HTMLElement>("[data-search]")?.focus() },
      ]),
    [],
  );
  const abort = (selected: readonly Run[]) =>
    confirm({
      title: selected.length === 1 ? "Abort this run?" : `Abort ${selected.length} runs?`,
      action: "Abort",
      danger: true,
      reason: true,
      body: (
        <>
          <p>These runs are stopped with everything below them:</p>
          <ul class="names">
            {selected.map((run) => (
              <li key={nameOf(run)}>{nameOf(run)}</li>
            ))}
          </ul>
        </>
      ),
      run: async (reason) => {
        const results = await Promise.allSettled(
          selected.map((run) => client.abortRun({ runId: run.action?.id?.run, reason: reason || undefined })),
        );
        const failed = results.filter((result) => result.status === "rejected").length;
        toast(failed ? `${failed} of ${selected.length} runs could not be aborted` : "Aborted", failed > 0);
        selection.clear();
        rows.reload();
      },
    });
  const selected = [...selection.chosen.value.values()];
  const live = selected.filter((run) => !isTerminal(run.action?.status?.phase ?? 0));
  const filtered = [...query.value.keys()].some((name) => name !== "sort" && name !== "tab");
  return (
    <>
      <div class="toolbar">
        <SearchBox name="q" label="Task or name" />
        <PhaseChips shown={FILTERED_PHASES} />
        {(subject.value || param("mine")) && (
          <button
            type="button"
            class="chip"
            aria-pressed={param("mine") !== ""}
            onClick={() => setParams({ mine: param("mine") ? "" : "1" })}
          >
            Mine
          </button>
        )}
        <select
          aria-label="Started"
          value={param("since")}
          onChange={(event) => setParams({ since: event.currentTarget.value })}
        >
          <option value="">Any time</option>
          <option value="1h">Last hour</option>
          <option value="24h">Last day</option>
          <option value="7d">Last week</option>
          <option value="30d">Last month</option>
        </select>
        <input
          class="label-filter"
          aria-label="Label, as key=value"
          title="A label: key=value, or the key alone"
          placeholder="label=value"
          size={10}
          pattern="[^=].*"
          key={param("label")}
          defaultValue={param("label")}
          onChange={(event) => {
            const field = event.currentTarget;
            if (field.reportValidity()) setParams({ label: field.value.trim() });
          }}
        />
        <span class="grow" />
        {fresh.value > 0 && (
          <button class="pill" type="button" onClick={rows.reload}>
            {fresh.value} new
          </button>
        )}
      </div>
      <ListStates
        key={key}
        listing={rows}
        what="runs"
        empty={
          filtered ? (
            <Empty title="No run fits the filters">
              <button class="button" type="button" onClick={() => go(location.pathname)}>
                Show all
              </button>
            </Empty>
          ) : kind === "runs" ? (
            <Empty
              title="No runs yet"
              command={`flyte run --project ${scope.project} --domain ${scope.domain} FILE.py TASK`}
            />
          ) : (
            <Empty title="No tracked runs yet" command="flyte run --tracked FILE.py TASK">
              Runs that a client executes itself and reports here.
            </Empty>
          )
        }
      >
        {(list) => (
          <DataTable
            label="Runs"
            head={
              <>
                <ControlsHeader label="Choose" />
                <SortHeader field="phase" fallback={SORT}>
                  Phase
                </SortHeader>
                <th>Run</th>
                <th>Started by</th>
                <SortHeader field="created_at" fallback={SORT} right>
                  Started
                </SortHeader>
                <SortHeader field="duration_ms" fallback={SORT} right>
                  Duration
                </SortHeader>
              </>
            }
          >
            {list.map((run) => (
              <RunRow key={nameOf(run)} run={run} scope={scope} kind={kind} selection={selection} />
            ))}
          </DataTable>
        )}
      </ListStates>
      {selected.length > 0 && (
        <div class="bulk" role="region" aria-label="Chosen runs">
          <span>
            {selected.length} chosen{live.length < selected.length ? `, ${live.length} still at work` : ""}
          </span>
          {kind === "runs" && selected.length === 2 && (
            <button
              class="button small"
              type="button"
              onClick={() =>
                go({ page: "list", kind: "compare", ...scope }, { a: nameOf(selected[0]), b: nameOf(selected[1]) })
              }
            >
              <Icon name="compare" />
              Compare
            </button>
          )}
          <button class="button small danger" type="button" disabled={live.length === 0} onClick={() => abort(live)}>
            <Icon name="stop" />
            Abort {live.length > 0 ? live.length : ""}
          </button>
          <button class="button small" type="button" onClick={selection.clear}>
            Choose none
          </button>
        </div>
      )}
    </>
  );
}

const nameOf = (run: Run | undefined) => run?.action?.id?.run?.name ?? "";

function RunRow({ run, scope, kind, selection }: { run: Run; scope: Scope; kind: RunKind; selection: Selection<Run> }) {
  const name = nameOf(run);
  const { metadata, status } = run.action ?? {};
  const task = metadata?.spec?.case === "task" ? metadata.spec.value.id : undefined;
  const labels = Object.entries(run.labels).slice(0, 3);
  return (
    <tr class={selection.chosen.value.has(name) ? "selected" : ""}>
      <SelectionCell selection={selection} id={name} row={run} label={`Choose ${name}`} />
      <td class="fit">
        <Phase phase={status?.phase ?? 0} />
      </td>
      <td class="clip">
        <div class="two">
          <span>
            <a class="strong" href={pathOf({ page: "run", kind, run: name, ...scope })}>
              {labelOf(metadata) || name}
            </a>
            {(status?.attempts ?? 0) > 1 && <span class="count">{status?.attempts} attempts</span>}
            {labels.map(([label, value]) => (
              <span key={label} class="tag" title={`${label}=${value}`}>
                {label}={value}
              </span>
            ))}
          </span>
          <span class="sub">
            <span class="mono">{name}</span>
            {metadata?.environmentName && ` · ${metadata.environmentName}`}
            {task?.version && ` · ${task.version}`}
          </span>
        </div>
      </td>
      <td class="fit">
        <div class="two">
          <span>{whoOf(metadata?.executedBy) || "–"}</span>
          <span class="sub">{metadata?.triggerName || SOURCES[metadata?.source ?? 0] || ""}</span>
        </div>
      </td>
      <td class="fit right">
        <Time at={millisOf(status?.startTime)} />
      </td>
      <td class="fit right">
        <Span start={millisOf(status?.startTime)} end={millisOf(status?.endTime)} phase={status?.phase ?? 0} />
      </td>
    </tr>
  );
}

const HOURS: Record<string, number> = { "1h": 1, "24h": 24, "7d": 168, "30d": 720 };

/** What a search looks for its text in: the names of tasks, and names of runs when no task has it. */
type SearchField = "function_name" | "run_name";

/** The filters of the address in the grammar of lists. */
function filtersOf(params: URLSearchParams, searched: SearchField, who: string, now: number) {
  const filters: { function: Filter_Function; field: string; values: string[] }[] = [];
  // A run is paused when one of its actions waits; its own phase says that it runs.
  const phases = phasesOf().filter((phase) => phase !== ActionPhase.PAUSED);
  if (phases.length > 0)
    filters.push({ function: Filter_Function.VALUE_IN, field: "phase", values: phases.map(String) });
  const text = params.get("q") ?? "";
  if (text !== "")
    filters.push({ function: Filter_Function.CONTAINS_CASE_INSENSITIVE, field: searched, values: [text] });
  const hours = HOURS[params.get("since") ?? ""];
  if (hours) {
    const from = new Date(now - hours * 3_600_000).toISOString();
    filters.push({ function: Filter_Function.GREATER_THAN_OR_EQUAL, field: "created_at", values: [from] });
  }
  if (params.get("mine")) filters.push({ function: Filter_Function.EQUAL, field: "created_by", values: [who] });
  const [label, ...value] = (params.get("label") ?? "").split("=");
  if (label) {
    filters.push(
      value.length > 0
        ? { function: Filter_Function.EQUAL, field: `labels.${label}`, values: [value.join("=")] }
        : { function: Filter_Function.EXISTS, field: `labels.${label}`, values: [] },
    );
  }
  return filters;
}

function useRuns(scope: Scope, kind: RunKind, task?: string, trigger?: { task: string; name: string }) {
  const client = runsClient(kind);
  const sort = sortOf(SORT);
  const relevant = ["q", "phase", "since", "label", "mine", "sort"].map((name) => `${name}=${param(name)}`).join("&");
  const key = `${kind}|${scope.domain}|${scope.project}|${task ?? ""}|${trigger?.task ?? ""}/${trigger?.name ?? ""}|${relevant}`;
  const projectId = projectIdOf(scope);
  const scopeBy = trigger
    ? ({ case: "triggerName", value: { ...idOf(scope, trigger.name), taskName: trigger.task } } as const)
    : task
      ? ({ case: "taskName", value: idOf(scope, task) } as const)
      : ({ case: "projectId", value: projectId } as const);
  const params = new URLSearchParams(query.value);
  // Further pages search what the first one did.
  let searched: SearchField = "function_name";
  const rows = useListing<Run>(key, async (token, signal) => {
    if (params.get("mine")) await askSubject();
    const read = () => {
      const filters = filtersOf(params, searched, subject.peek(), Date.now());
      const request = { limit: PAGE, token, filters, sortByFields: [sort] };
      const pausedActionsOnly = phasesOf().includes(ActionPhase.PAUSED);
      return client.listRuns({ request, scopeBy, pausedActionsOnly }, { signal }).catch(noteAbsence(kind));
    };
    if (token === "") searched = "function_name";
    let answer = await read();
    if (token === "" && answer.runs.length === 0 && params.get("q")) {
      searched = "run_name";
      answer = await read();
    }
    fresh.value = 0;
    return { rows: answer.runs, token: answer.token };
  });
  const fresh = useMemo(() => signal(0), [key]);
  const selection = useSelection<Run>(key);
  useStream((signal) => client.watchRuns({ target: { case: "projectId", value: projectId } }, { signal }), () => {
    const seen = new Set<string>();
    let snapshot = true;
    return {
      begin: () => {
        snapshot = true;
      },
      message: ({ runs: changed }) => {
        const shown = rows.rows.peek();
        const changes = new Map(changed.map((run) => [nameOf(run), run]));
        for (const name of changes.keys()) {
          const isNew = !snapshot && !seen.has(name) && !shown?.some((run) => nameOf(run) === name);
          if (isNew) fresh.value += 1;
          seen.add(name);
        }
        snapshot = false;
        if (shown?.some((run) => changes.has(nameOf(run)))) {
          rows.rows.value = shown.map((run) => changes.get(nameOf(run)) ?? run);
        }
      },
    };
  }, [key]);
  return { rows, client, key, fresh, selection };
}
