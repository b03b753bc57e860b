import { signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { runs, trackedRuns } from "../api/clients";
import { pauseWhileHidden, Stream } from "../api/stream";
import { ORG } from "../api/transport";
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
import { PhaseChips, phasesOf } from "../ui/phases";

const PAGE = 50;
const SORT = "-created_at";

interface Choice {
  readonly rows: ReadonlyMap<string, Run>;
}

/** Runs of a project, also tracked ones, and those of one task or trigger (used by their pages). */
export default function Runs({ kind, domain, project }: Scope & { kind: ListKind }) {
  const runKind: RunKind = kind === "tracked-runs" ? "tracked-runs" : "runs";
  return (
    <>
      <div class="page-head">
        <div class="titles">
          <h1>{runKind === "runs" ? "Runs" : "Tracked runs"}</h1>
        </div>
      </div>
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
  const { rows, client, key, fresh, chosen } = useRuns(scope, kind, task, trigger);
  useEffect(
    () =>
      shortcuts([
        { key: "/", what: "Search", run: () => document.querySelector<HTMLElement>("[data-search]")?.focus() },
      ]),
    [],
  );
  const project = { organization: ORG, domain: scope.domain, name: scope.project };
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
        chosen.value = { rows: new Map() };
        rows.reload();
      },
    });
  const selected = [...chosen.value.rows.values()];
  const live = selected.filter((run) => !isTerminal(run.action?.status?.phase ?? 0));
  const filtered = [...query.value.keys()].some((name) => name !== "sort" && name !== "tab");
  return (
    <>
      <div class="toolbar">
        <SearchBox name="q" label="Task or name" />
        <PhaseChips shown={[9, 4, 1, 5, 6, 8, 7]} />
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
          placeholder="label=value"
          size={10}
          defaultValue={param("label")}
          onChange={(event) => setParams({ label: event.currentTarget.value.trim() })}
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
              command={`flyte run --project ${project.name} --domain ${project.domain} FILE.py TASK`}
            />
          ) : (
            <Empty title="No tracked runs yet" command="flyte run --tracked FILE.py TASK">
              Runs that a client executes itself and reports here.
            </Empty>
          )
        }
      >
        {(list) => (
          <div class="table-wrap" tabIndex={0} role="region" aria-label="Runs">
            <table>
              <thead>
                <tr>
                  <th class="fit">
                    <span class="hidden-label">Choose</span>
                  </th>
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
                </tr>
              </thead>
              <tbody>
                {list.map((run) => (
                  <RunRow key={nameOf(run)} run={run} scope={scope} kind={kind} chosen={chosen} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </ListStates>
      {selected.length > 0 && (
        <div class="bulk" role="region" aria-label="Chosen runs">
          <span>
            {selected.length} chosen{live.length < selected.length ? `, ${live.length} still at work` : ""}
          </span>
          {selected.length === 2 && (
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
          <button class="button small" type="button" onClick={() => (chosen.value = { rows: new Map() })}>
            Choose none
          </button>
        </div>
      )}
    </>
  );
}

const nameOf = (run: Run | undefined) => run?.action?.id?.run?.name ?? "";

function RunRow({ run, scope, kind, chosen }: { run: Run; scope: Scope; kind: RunKind; chosen: { value: Choice } }) {
  const name = nameOf(run);
  const { metadata, status } = run.action ?? {};
  const task = metadata?.spec?.case === "task" ? metadata.spec.value.id : undefined;
  const picked = chosen.value.rows.has(name);
  const toggle = () => {
    const next = new Map(chosen.value.rows);
    if (!next.delete(name)) next.set(name, run);
    chosen.value = { rows: next };
  };
  const labels = Object.entries(run.labels).slice(0, 3);
  return (
    <tr class={picked ? "selected" : ""}>
      <td class="fit">
        <input type="checkbox" aria-label={`Choose ${name}`} checked={picked} onChange={toggle} />
      </td>
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

/** The filters of the address in the grammar of lists. */
export function filtersOf(params: URLSearchParams, now: number) {
  const filters: { function: Filter_Function; field: string; values: string[] }[] = [];
  // A run is paused when one of its actions waits; its own phase says that it runs.
  const phases = phasesOf().filter((phase) => phase !== ActionPhase.PAUSED);
  if (phases.length > 0)
    filters.push({ function: Filter_Function.VALUE_IN, field: "phase", values: phases.map(String) });
  const text = params.get("q") ?? "";
  if (text !== "") {
    const field = /^r[a-z0-9]{12,}$/.test(text) ? "run_name" : "function_name";
    filters.push({ function: Filter_Function.CONTAINS_CASE_INSENSITIVE, field, values: [text] });
  }
  const hours = HOURS[params.get("since") ?? ""];
  if (hours) {
    const from = new Date(now - hours * 3_600_000).toISOString();
    filters.push({ function: Filter_Function.GREATER_THAN_OR_EQUAL, field: "created_at", values: [from] });
  }
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
  const client = kind === "runs" ? runs : trackedRuns;
  const sort = sortOf(SORT);
  const relevant = ["q", "phase", "since", "label", "sort"].map((name) => `${name}=${param(name)}`).join("&");
  const key = `${kind}|${scope.domain}|${scope.project}|${task ?? ""}|${trigger?.task ?? ""}/${trigger?.name ?? ""}|${relevant}`;
  const ids = { org: ORG, domain: scope.domain, project: scope.project };
  const projectId = { organization: ORG, domain: scope.domain, name: scope.project };
  const scopeBy = trigger
    ? ({ case: "triggerName", value: { ...ids, name: trigger.name, taskName: trigger.task } } as const)
    : task
      ? ({ case: "taskName", value: { ...ids, name: task } } as const)
      : ({ case: "projectId", value: projectId } as const);
  const params = new URLSearchParams(query.value);
  const rows = useListing<Run>(key, async (token, signal) => {
    const request = { limit: PAGE, token, filters: filtersOf(params, Date.now()), sortByFields: [sort] };
    const answer = await client
      .listRuns({ request, scopeBy, pausedActionsOnly: phasesOf().includes(ActionPhase.PAUSED) }, { signal })
      .catch(noteAbsence(kind));
    fresh.value = 0;
    return { rows: answer.runs, token: answer.token };
  });
  const fresh = useMemo(() => signal(0), [key]);
  const chosen = useMemo(() => signal<Choice>({ rows: new Map() }), [key]);
  useEffect(() => {
    const seen = new Set<string>();
    let snapshot = true;
    const stream = new Stream(
      (signal) => client.watchRuns({ target: { case: "projectId", value: projectId } }, { signal }),
      {
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
      },
    ).start();
    const ends = pauseWhileHidden(stream);
    return () => {
      ends();
      stream.stop();
    };
  }, [key]);
  return { rows, client, key, fresh, chosen };
}
