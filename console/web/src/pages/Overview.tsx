import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { useSignal } from "@preact/signals";
import { runs } from "../api/clients";
import { projectIdOf } from "../api/ids";
import type { Problem } from "../api/problem";
import { useStream } from "../api/use-stream";
import { param, setParams } from "../app/location";
import { pathOf, type Scope } from "../app/route";
import type { TaskGroup } from "../gen/flyteidl2/workflow/run_definition_pb";
import { phaseKey, phaseWord } from "../model/phase";
import { durationMillis, formatSpan, millisOf } from "../model/time";
import { Empty, Failed, Loading, Time } from "../ui/basics";
import { DataTable, NameCell, PageHead } from "../ui/page";
import { Counts } from "../ui/phases";

const MAX_TASKS = 100;
const DAYS: Record<string, number> = { "": 7, "1d": 1, "30d": 30, "90d": 90 };

/** How the tasks of a project have done lately. */
export default function Overview({ domain, project }: Scope) {
  const scope = { domain, project };
  const groups = useSignal<ReadonlyMap<string, TaskGroup> | undefined>(undefined);
  const problem = useSignal<Problem | undefined>(undefined);
  const since = param("since");
  useStream((signal) => {
    const startDate = timestampFromMs(Date.now() - (DAYS[since] ?? 7) * 86_400_000);
    const scopeBy = { case: "projectId", value: projectIdOf(scope) } as const;
    return runs.watchGroups({ scopeBy, startDate, request: { limit: MAX_TASKS } }, { signal });
  }, () => {
    groups.value = undefined;
    let known = new Map<string, TaskGroup>();
    return {
      begin: () => {
        known = new Map();
      },
      message: ({ taskGroups, sentinel }) => {
        for (const group of taskGroups) {
          const key = group.taskName || group.shortName;
          if (group.shouldDelete) known.delete(key);
          else known.set(key, group);
        }
        if (sentinel || groups.peek()) groups.value = new Map(known);
      },
      state: (state, failure) => {
        problem.value = state === "failed" ? failure : undefined;
      },
    };
  }, [domain, project, since]);
  return (
    <>
      <PageHead
        title="Overview"
        actions={
          <select
            aria-label="Runs of"
            value={since}
            onChange={(event) => setParams({ since: event.currentTarget.value })}
          >
            <option value="1d">Last day</option>
            <option value="">Last week</option>
            <option value="30d">Last month</option>
            <option value="90d">Last quarter</option>
          </select>
        }
      />
      {!groups.value ? (
        problem.value ? (
          <Failed problem={problem.value} />
        ) : (
          <Loading what="the overview" />
        )
      ) : groups.value.size === 0 ? (
        <Empty
          title="No runs in this time"
          command={`flyte run --project ${project} --domain ${domain} FILE.py TASK`}
        />
      ) : (
        <>
          {groups.value.size >= MAX_TASKS && (
            <p class="notice">At most {MAX_TASKS} tasks are shown here. The list of tasks has all of them.</p>
          )}
          <DataTable
            label="Tasks"
            head={
              <>
                <th>Task</th>
                <th class="fit">Last ten runs</th>
                <th class="fit">By phase</th>
                <th class="fit right">Failed</th>
                <th class="fit right">Duration</th>
                <th class="fit right">To running</th>
                <th class="fit right">Last run</th>
              </>
            }
          >
            {[...groups.value.values()].map((group) => (
              <GroupRow key={group.taskName || group.shortName} group={group} scope={scope} />
            ))}
          </DataTable>
        </>
      )}
    </>
  );
}

function GroupRow({ group, scope }: { group: TaskGroup; scope: Scope }) {
  const counts: number[] = [];
  for (const { phase, count } of group.phaseCounts) counts[phase] = Number(count);
  const name = group.shortName || group.taskName;
  const list = pathOf({ page: "list", kind: "runs", ...scope });
  const rate = Math.round(group.averageFailureRate * 100);
  return (
    <tr>
      <NameCell name={name} href={group.taskName ? `${list}?q=${encodeURIComponent(name)}` : undefined}>
        {Number(group.totalRuns)} {Number(group.totalRuns) === 1 ? "run" : "runs"}
        {group.environmentName && ` · ${group.environmentName}`}
      </NameCell>
      <td class="fit">
        <span class="dots">
          {group.recentStatuses
            .slice(0, 10)
            .reverse()
            .map(({ runName, phase }) => (
              <a
                key={runName}
                class={`bar-${phaseKey(phase)}`}
                href={pathOf({ page: "run", kind: "runs", run: runName, ...scope })}
                title={`${runName}: ${phaseWord(phase)}`}
                aria-label={`${runName}: ${phaseWord(phase)}`}
              />
            ))}
        </span>
      </td>
      <td class="fit">
        <Counts counts={counts} />
      </td>
      <td class={rate > 0 ? "fit right phase-failed" : "fit right muted"}>{rate} %</td>
      <td class="fit right">{formatSpan(durationMillis(group.averageDuration))}</td>
      <td class="fit right">{formatSpan(durationMillis(group.averageTimeToRunning))}</td>
      <td class="fit right">
        <Time at={millisOf(group.latestRunTime)} />
      </td>
    </tr>
  );
}
