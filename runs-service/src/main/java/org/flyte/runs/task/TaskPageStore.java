package org.flyte.runs.task;

import com.google.protobuf.InvalidProtocolBufferException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.task.LatestRunSummary;
import org.flyte.idl.task.TaskDetails;
import org.flyte.idl.task.TaskSpec;
import org.flyte.platform.model.ProtoTime;
import org.flyte.runs.db.ArrayParameters;
import org.flyte.runs.db.ResultColumn;
import org.flyte.runs.db.ResultRows;
import org.flyte.runs.list.ListPage;
import org.flyte.runs.list.rule.ListQuery;
import org.flyte.runs.list.rule.Sql;
import org.flyte.runs.task.TaskRow.TaskColumn;

/** Reads tasks: pages of them, of versions, and one version with its spec. */
@ApplicationScoped
class TaskPageStore {
    private static final String COLUMNS = "project, domain, name, version, environment, function_name,"
            + " env_description, short_description, deployed_by, deployed_by_subject, created_at, updated_at";

    private static final String ONE = "SELECT " + TaskColumn.LIST + ", spec FROM tasks AS t " + TaskRow.FROM_TRIGGERS
            + " WHERE project = $1 AND domain = $2 AND name = $3 AND version = $4";

    /** The latest run of each version, or of each task where the version is empty. */
    private static final String LATEST_RUNS = """
            SELECT w.n, r.project, r.domain, r.run_name, r.created_at, r.phase, r.task_name
              FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
                   WITH ORDINALITY AS w(project, domain, name, version, n)
              CROSS JOIN LATERAL (
                    SELECT a.project, a.domain, a.run_name, a.created_at, a.phase, a.task_name
                      FROM actions AS a
                     WHERE a.task_project = w.project AND a.task_domain = w.domain AND a.task_name = w.name
                       AND (w.version = '' OR a.task_version = w.version)
                       AND a.parent_action_name IS NULL AND NOT a.tracked
                     ORDER BY a.created_at DESC LIMIT 1) AS r
            """;

    private enum LatestRunColumn implements ResultColumn {
        N,
        PROJECT,
        DOMAIN,
        RUN_NAME,
        CREATED_AT,
        PHASE,
        TASK_NAME
    }

    private final Pool pool;

    TaskPageStore(Pool pool) {
        this.pool = pool;
    }

    /** Numbers of tasks: in the scope, and of these the ones that fit the filters. */
    record Totals(int all, int filtered) {}

    /** A page of tasks, each in its latest version. Filters apply to that version. */
    Uni<ListPage<TaskRow>> tasks(TaskSelection selection, ListQuery query) {
        return ListPage.read(
                pool, TaskColumn.LIST, TaskColumn.COUNT, latest(selection, query.conditions()), query, TaskRow::of);
    }

    /** @param query without a page token */
    Uni<Totals> totals(TaskSelection selection, ListQuery query) {
        Sql sql = query.conditions();
        String tasks = latest(selection, sql);
        return pool.preparedQuery("SELECT count(*) AS all_tasks, count(*) FILTER (WHERE " + sql.where()
                        + ") AS filtered FROM " + tasks)
                .execute(Tuple.from(new ArrayList<>(sql.values())))
                .map(rows -> ResultRows.of(rows)
                        .first(row -> new Totals(row.getInteger("all_tasks"), row.getInteger("filtered")))
                        .orElseThrow());
    }

    /** A page of the versions of a task. */
    Uni<ListPage<TaskRow>> versions(String project, String domain, String name, ListQuery query) {
        query.conditions().equal("project", project).equal("domain", domain).equal("name", name);
        return ListPage.read(
                pool, TaskColumn.LIST, TaskColumn.COUNT, "tasks AS t " + TaskRow.FROM_TRIGGERS, query, TaskRow::of);
    }

    /** One version with its spec. */
    Uni<Optional<TaskDetails>> details(TaskKey key) {
        return pool.preparedQuery(ONE)
                .execute(Tuple.of(key.project(), key.domain(), key.name(), key.version()))
                .map(rows -> ResultRows.of(rows).first(TaskPageStore::details));
    }

    /**
     * The latest runs, by task; without the tasks that never ran.
     *
     * @param ofVersion whether only runs of the very version count
     */
    Uni<Map<TaskKey, LatestRunSummary>> latestRuns(List<TaskRow> tasks, boolean ofVersion) {
        if (tasks.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        Tuple keys = ArrayParameters.of(tasks)
                .text(task -> task.key().project())
                .text(task -> task.key().domain())
                .text(task -> task.key().name())
                .text(task -> ofVersion ? task.key().version() : "")
                .tuple();
        return pool.preparedQuery(LATEST_RUNS).execute(keys).map(rows -> {
            Map<TaskKey, LatestRunSummary> latest = new HashMap<>();
            for (Row row : ResultRows.of(rows)) {
                int n = LatestRunColumn.N.number(row).intValue() - 1;
                latest.put(tasks.get(n).key(), latestRun(row));
            }
            return latest;
        });
    }

    private static String latest(TaskSelection selection, Sql sql) {
        return "(SELECT DISTINCT ON (project, domain, name) " + COLUMNS + " FROM tasks" + selection.where(sql)
                + " ORDER BY project, domain, name, updated_at DESC, version DESC) AS t " + TaskRow.FROM_TRIGGERS;
    }

    private static TaskDetails details(Row row) {
        TaskRow task = TaskRow.of(row);
        TaskDetails.Builder details =
                TaskDetails.newBuilder().setTaskId(task.key().toProto()).setMetadata(task.metadata());
        try {
            return details.setSpec(
                            TaskSpec.parseFrom(row.getBuffer(TaskColumn.COUNT).getBytes()))
                    .build();
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LatestRunSummary latestRun(Row row) {
        return LatestRunSummary.newBuilder()
                .setRunId(RunIdentifier.newBuilder()
                        .setProject(LatestRunColumn.PROJECT.text(row))
                        .setDomain(LatestRunColumn.DOMAIN.text(row))
                        .setName(LatestRunColumn.RUN_NAME.text(row)))
                .setRunTime(ProtoTime.of(LatestRunColumn.CREATED_AT.time(row)))
                .setPhaseValue(LatestRunColumn.PHASE.small(row))
                .setRootTaskName(LatestRunColumn.TASK_NAME.text(row))
                .build();
    }
}
