import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { runs } from "../api/clients";
import type { Problem } from "../api/problem";
import { pauseWhileHidden, Stream, type StreamState } from "../api/stream";
import { ORG } from "../api/transport";
import { param, setParams } from "../app/location";
import { pathOf, type Scope } from "../app/route";
import type { TaskGroup } from "../gen/flyteidl2/workflow/run_definition_pb";
import { phaseKey, phaseWord } from "../model/phase";
import { durationMillis, formatSpan, millisOf } from "../model/time";
import { Empty, Failed, Loading, Time } from "../ui/basics";
import { Counts } from "../ui/phases";

const DAYS: Record<string, number> = { "": 7, "1d": 1, "30d": 30, "90d": 90 };

/** How the tasks of a project have done lately. */
export default function Overview({ domain, project }: Scope) {
  const scope = { domain, project };
  const groups = useSignal<ReadonlyMap<string, TaskGroup> | undefined>(undefined);
  const state = useSignal<{ state: StreamState; problem?: Problem }>({ state: "connecting" });
  const since = param("since");
  useEffect(() => {
    groups.value = undefined;
    let known = new Map<string, TaskGroup>();
    const startDate = timestampFromMs(Date.now() - (DAYS[since] ?? 7) * 86_400_000);
    const scopeBy = { case: "projectId", value: { organization: ORG, domain, name: project } } as const;
    const stream = new Stream(
      (signal) => runs.watchGroups({ scopeBy, startDate, request: { limit: 100 } }, { signal }),
      {
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
        state: (next, problem) => {
          state.value = { state: next, problem };
        },
      },
    ).start();
    const ends = pauseWhileHidden(stream);
    return () => {
      ends();
      stream.stop();
    };
  }, [domain, project, since]);
  const { problem } = state.value;
  return (
    <>
      <div class="page-head">
        <div class="titles">
          <h1>Overview</h1>
        </div>
        <div class="actions">
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
        </div>
      </div>
      {!groups.value ? (
        problem && state.value.state === "failed" ? (
          <Failed problem={problem} />
        ) : (
          <Loading what="the overview" />
        )
      ) : groups.value.size === 0 ? (
        <Empty
          title="No runs in this time"
          command={`flyte run --project ${project} --domain ${domain} FILE.py TASK`}
        />
      ) : (
        <div class="table-wrap" tabIndex={0} role="region" aria-label="Tasks">
          <table>
            <thead>
              <tr>
                <th>Task</th>
                <th class="fit">Last ten runs</th>
                <th class="fit">By phase</th>
                <th class="fit right">Failed</th>
                <th class="fit right">Duration</th>
                <th class="fit right">To running</th>
                <th class="fit right">Last run</th>
              </tr>
            </thead>
            <tbody>
              {[...groups.value.values()].map((group) => (
                <GroupRow key={group.taskName || group.shortName} group={group} scope={scope} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

function GroupRow({ group, scope }: { group: TaskGroup; scope: Scope }) {
  const counts: number[] = [];
  for (const { phase, count } of group.phaseCounts) counts[phase] = Number(count);
  const rate = Math.round(group.averageFailureRate * 100);
  return (
    <tr>
      <td class="clip">
        <div class="two">
          {group.taskName ? (
            <a
              class="strong"
              href={`${pathOf({ page: "list", kind: "runs", ...scope })}?q=${encodeURIComponent(group.shortName || group.taskName)}`}
            >
              {group.shortName || group.taskName}
            </a>
          ) : (
            <span class="strong">{group.shortName}</span>
          )}
          <span class="sub">
            {Number(group.totalRuns)} {Number(group.totalRuns) === 1 ? "run" : "runs"}
            {group.environmentName && ` · ${group.environmentName}`}
          </span>
        </div>
      </td>
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
