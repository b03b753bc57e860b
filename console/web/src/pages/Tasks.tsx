import { tasks } from "../api/clients";
import { ORG } from "../api/transport";
import { param, setParams } from "../app/location";
import { pathOf, type Scope } from "../app/route";
import { Filter_Function } from "../gen/flyteidl2/common/list_pb";
import { whoOf } from "../model/names";
import { describeAutomation } from "../model/schedule";
import { millisOf } from "../model/time";
import { Empty, Phase, Time } from "../ui/basics";
import { ListStates, SearchBox, SortHeader, sortOf, useListing } from "../ui/list";

const SORT = "-created_at";

/** Deployed tasks, newest version of each. */
export default function Tasks({ domain, project }: Scope) {
  const sort = sortOf(SORT);
  const text = param("q");
  const entry = param("entry") === "1";
  const listing = useListing(`tasks|${domain}|${project}|${text}|${entry}|${param("sort")}`, async (token, signal) => {
    const filters = text
      ? [{ function: Filter_Function.CONTAINS_CASE_INSENSITIVE, field: "name", values: [text] }]
      : [];
    const answer = await tasks.listTasks(
      {
        request: { limit: 50, token, filters, sortByFields: [sort] },
        scopeBy: { case: "projectId", value: { organization: ORG, domain, name: project } },
        knownFilters: entry ? [{ filterBy: { case: "isEntrypoint", value: true } }] : [],
      },
      { signal },
    );
    return { rows: answer.tasks, token: answer.token };
  });
  return (
    <>
      <div class="page-head">
        <div class="titles">
          <h1>Tasks</h1>
        </div>
      </div>
      <div class="toolbar">
        <SearchBox name="q" label="Name" />
        <label class="chip">
          <input
            type="checkbox"
            checked={entry}
            onChange={(event) => setParams({ entry: event.currentTarget.checked ? "1" : "" })}
          />
          Entry points
        </label>
      </div>
      <ListStates
        listing={listing}
        what="tasks"
        empty={
          <Empty
            title={text || entry ? "No task fits the filters" : "No tasks are deployed yet"}
            command={text || entry ? undefined : `flyte deploy --project ${project} --domain ${domain} FILE.py ENV`}
          />
        }
      >
        {(rows) => (
          <div class="table-wrap" tabIndex={0} role="region" aria-label="Tasks">
            <table>
              <thead>
                <tr>
                  <SortHeader field="name" fallback={SORT} wide>
                    Task
                  </SortHeader>
                  <th class="fit">Last run</th>
                  <th>Triggers</th>
                  <th class="fit">Deployed by</th>
                  <SortHeader field="created_at" fallback={SORT} right>
                    Deployed
                  </SortHeader>
                </tr>
              </thead>
              <tbody>
                {rows.map(({ taskId, metadata, taskSummary }) => {
                  const name = taskId?.name ?? "";
                  const summary = metadata?.triggersSummary?.summary;
                  const last = taskSummary?.latestRun;
                  return (
                    <tr key={name}>
                      <td class="clip">
                        <div class="two">
                          <a class="strong" href={pathOf({ page: "task", task: name, domain, project })}>
                            {name}
                          </a>
                          <span class="sub">
                            {metadata?.shortDescription || metadata?.environmentName}
                            {taskId?.version && ` · ${taskId.version.slice(0, 20)}`}
                          </span>
                        </div>
                      </td>
                      <td class="fit">
                        {last?.runId ? (
                          <a
                            href={pathOf({ page: "run", kind: "runs", run: last.runId.name, domain, project })}
                            title={last.runId.name}
                          >
                            <Phase phase={last.phase} />
                          </a>
                        ) : (
                          <span class="muted">never run</span>
                        )}
                      </td>
                      <td class="clip">
                        {summary?.case === "details" ? (
                          <a
                            href={pathOf({ page: "trigger", task: name, trigger: summary.value.name, domain, project })}
                          >
                            {summary.value.active ? "● " : "○ "}
                            {describeAutomation(summary.value.automationSpec)}
                          </a>
                        ) : summary?.case === "stats" && summary.value.total > 0 ? (
                          `${summary.value.active} of ${summary.value.total} active`
                        ) : (
                          <span class="muted">–</span>
                        )}
                      </td>
                      <td class="fit">{whoOf(metadata?.deployedBy) || <span class="muted">–</span>}</td>
                      <td class="fit right">
                        <Time at={millisOf(metadata?.deployedAt)} />
                      </td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </div>
        )}
      </ListStates>
    </>
  );
}
