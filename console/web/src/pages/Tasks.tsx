import { tasks } from "../api/clients";
import { projectIdOf } from "../api/ids";
import { param, setParams } from "../app/location";
import { pathOf, type Scope } from "../app/route";
import { whoOf } from "../model/names";
import { describeAutomation } from "../model/schedule";
import { millisOf } from "../model/time";
import { Empty, OrDash, Phase, Time } from "../ui/basics";
import { ListStates, nameContains, SearchBox, SortHeader, sortOf, useListing } from "../ui/list";
import { DataTable, NameCell, PageHead } from "../ui/page";

const SORT = "-created_at";

/** Deployed tasks, newest version of each. */
export default function Tasks({ domain, project }: Scope) {
  const sort = sortOf(SORT);
  const text = param("q");
  const entry = param("entry") === "1";
  const listing = useListing(`tasks|${domain}|${project}|${text}|${entry}|${param("sort")}`, async (token, signal) => {
    const answer = await tasks.listTasks(
      {
        request: { limit: 50, token, filters: nameContains(text), sortByFields: [sort] },
        scopeBy: { case: "projectId", value: projectIdOf({ domain, project }) },
        knownFilters: entry ? [{ filterBy: { case: "isEntrypoint", value: true } }] : [],
      },
      { signal },
    );
    return { rows: answer.tasks, token: answer.token };
  });
  return (
    <>
      <PageHead title="Tasks" />
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
          <DataTable
            label="Tasks"
            head={
              <>
                <SortHeader field="name" fallback={SORT} wide>
                  Task
                </SortHeader>
                <th class="fit">Last run</th>
                <th>Triggers</th>
                <th class="fit">Deployed by</th>
                <SortHeader field="created_at" fallback={SORT} right>
                  Deployed
                </SortHeader>
              </>
            }
          >
            {rows.map(({ taskId, metadata, taskSummary }) => {
              const name = taskId?.name ?? "";
              const summary = metadata?.triggersSummary?.summary;
              const last = taskSummary?.latestRun;
              return (
                <tr key={name}>
                  <NameCell name={name} href={pathOf({ page: "task", task: name, domain, project })}>
                    {metadata?.shortDescription || metadata?.environmentName}
                    {taskId?.version && ` · ${taskId.version.slice(0, 20)}`}
                  </NameCell>
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
                      <a href={pathOf({ page: "trigger", task: name, trigger: summary.value.name, domain, project })}>
                        {summary.value.active ? "● " : "○ "}
                        {describeAutomation(summary.value.automationSpec)}
                      </a>
                    ) : summary?.case === "stats" && summary.value.total > 0 ? (
                      `${summary.value.active} of ${summary.value.total} active`
                    ) : (
                      <span class="muted">–</span>
                    )}
                  </td>
                  <td class="fit">
                    <OrDash>{whoOf(metadata?.deployedBy)}</OrDash>
                  </td>
                  <td class="fit right">
                    <Time at={millisOf(metadata?.deployedAt)} />
                  </td>
                </tr>
              );
            })}
          </DataTable>
        )}
      </ListStates>
    </>
  );
}
