package org.flyte.runs.watch;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.TaskGroup;
import org.flyte.platform.model.ActionPhases;
import org.flyte.platform.model.PhaseSql;
import org.flyte.runs.db.ResultColumn;
import org.flyte.runs.db.ResultRows;
import org.flyte.runs.list.ActionPageStore;
import org.flyte.runs.list.rule.Sql;
import org.flyte.runs.watch.rule.GroupKey;
import org.flyte.runs.watch.rule.TaskGroups;

/** Reads the groups of runs: totals of all runs, details of the newest ones. */
@ApplicationScoped
class GroupStore {
    /** Runs of a group whose phases, creators and times until they ran are told. */
    static final int RECENT = 10;

    private enum KeyColumn implements ResultColumn {
        TASK_PROJECT,
        TASK_DOMAIN,
        TASK;

        static final int COUNT = values().length;
    }

    private enum TotalColumn implements ResultColumn {
        PHASE,
        RUNS,
        DURATION_MILLIS,
        DURATIONS,
        NEWEST,
        FINISHED;

        @Override
        public int index() {
            return KeyColumn.COUNT + ResultColumn.super.index();
        }
    }

    private enum RecentColumn implements ResultColumn {
        RUN_NAME,
        PHASE,
        ENVIRONMENT_NAME,
        TASK_SHORT_NAME,
        CREATED_BY,
        CREATED_AT,
        RUNNING_AT;

        @Override
        public int index() {
            return KeyColumn.COUNT + ResultColumn.super.index();
        }
    }

    private enum ErrorColumn implements ResultColumn {
        ERROR_KIND,
        RUNS;

        @Override
        public int index() {
            return KeyColumn.COUNT + ResultColumn.super.index();
        }
    }

    /** As {@link GroupKey#of}. */
    private static final String KEY = """
            COALESCE(task_project, '') AS task_project, COALESCE(task_domain, '') AS task_domain,
            COALESCE(NULLIF(task_name, ''), NULLIF(task_short_name, ''), NULLIF(function_name, ''), name) AS task""";

    static final String TOTALS = """
            WITH g AS (SELECT %s, phase, duration_ms, created_at, ended_at FROM %s WHERE %%s)
            SELECT task_project, task_domain, task, phase, count(*) AS runs,
                   COALESCE(sum(duration_ms), 0)::bigint AS duration_millis, count(duration_ms) AS durations,
                   max(created_at) AS newest, max(ended_at) AS finished
              FROM g GROUP BY task_project, task_domain, task, phase
            """.formatted(KEY, ActionPageStore.RUNS);

    static final String NEWEST =
            """
            WITH g AS (SELECT project, domain, run_name, name, phase, environment_name, task_short_name, created_by,
                              created_at, %s
                         FROM %s WHERE %%s),
            n AS (SELECT *, row_number() OVER (PARTITION BY task_project, task_domain, task
                                               ORDER BY created_at DESC, run_name DESC) AS nth FROM g)
            SELECT n.task_project, n.task_domain, n.task, n.run_name, n.phase, n.environment_name, n.task_short_name,
                   n.created_by, n.created_at, e.created_at AS running_at
              FROM n
              LEFT JOIN LATERAL (
                   SELECT created_at FROM action_events AS x
                    WHERE x.project = n.project AND x.domain = n.domain AND x.run_name = n.run_name AND x.name = n.name
                      AND %s
                    ORDER BY x.attempt LIMIT 1) AS e ON true
             WHERE nth <= %d
             ORDER BY n.created_at DESC, n.run_name DESC
            """.formatted(KEY, ActionPageStore.RUNS, PhaseSql.is("x.phase", ActionPhase.ACTION_PHASE_RUNNING), RECENT);

    static final String ERRORS = """
            WITH g AS (SELECT project, domain, run_name, name, attempts, %s FROM %s WHERE %%s AND %s)
            SELECT g.task_project, g.task_domain, g.task, e.error_kind, count(*) AS runs
              FROM g
              LEFT JOIN LATERAL (
                   SELECT error_kind FROM action_events AS x
                    WHERE x.project = g.project AND x.domain = g.domain AND x.run_name = g.run_name AND x.name = g.name
                      AND x.attempt = g.attempts AND x.error_kind IS NOT NULL
                    LIMIT 1) AS e ON true
             GROUP BY g.task_project, g.task_domain, g.task, e.error_kind
            """.formatted(KEY, ActionPageStore.RUNS, PhaseSql.isRetryable("phase"));

    private final Pool pool;

    GroupStore(Pool pool) {
        this.pool = pool;
    }

    /** All groups, in order. */
    Uni<Map<GroupKey, TaskGroup>> all(GroupQuery query) {
        return read(query, query::conditions);
    }

    /** Some of the groups, in order; without those that have no runs. */
    Uni<Map<GroupKey, TaskGroup>> some(GroupQuery query, Collection<GroupKey> keys) {
        return read(query, () -> among(query.conditions(), keys));
    }

    static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    private Uni<Map<GroupKey, TaskGroup>> read(GroupQuery query, Supplier<Sql> conditions) {
        TaskGroups groups = new TaskGroups();
        return rows(TOTALS, conditions.get(), GroupStore::total)
                .invoke(totals -> totals.forEach(groups::add))
                .chain(() -> rows(NEWEST, conditions.get(), GroupStore::recent))
                .invoke(runs -> runs.forEach(groups::add))
                .chain(() -> rows(ERRORS, conditions.get(), GroupStore::errors))
                .invoke(errors -> errors.forEach(groups::add))
                .map(done -> groups.inOrder(query.ascending()));
    }

    private <T> Uni<List<T>> rows(String statement, Sql conditions, Function<Row, T> mapper) {
        return pool.preparedQuery(statement.formatted(conditions.where()))
                .execute(Tuple.from(List.copyOf(conditions.values())))
                .map(rows -> ResultRows.of(rows).list(mapper));
    }

    /** The names of tasks apart, because there is an index of them. */
    private static Sql among(Sql sql, Collection<GroupKey> keys) {
        String[] names = strings(keys, GroupKey::task);
        if (keys.stream().noneMatch(key -> key.project().isEmpty())) {
            sql.and("task_name = ANY (" + sql.bind(names, "text[]") + ")");
        }
        return sql.and("""
                (COALESCE(task_project, ''), COALESCE(task_domain, ''),
                 COALESCE(NULLIF(task_name, ''), NULLIF(task_short_name, ''), NULLIF(function_name, ''), name))
                 IN (SELECT * FROM unnest(%s, %s, %s))""".formatted(
                        sql.bind(strings(keys, GroupKey::project), "text[]"),
                        sql.bind(strings(keys, GroupKey::domain), "text[]"),
                        sql.bind(names, "text[]")));
    }

    private static String[] strings(Collection<GroupKey> keys, Function<GroupKey, String> value) {
        return keys.stream().map(value).toArray(String[]::new);
    }

    private static GroupKey key(Row row) {
        return new GroupKey(
                KeyColumn.TASK_PROJECT.text(row), KeyColumn.TASK_DOMAIN.text(row), KeyColumn.TASK.text(row));
    }

    private static TaskGroups.Total total(Row row) {
        return new TaskGroups.Total(
                key(row),
                ActionPhases.of(TotalColumn.PHASE.small(row)),
                TotalColumn.RUNS.number(row),
                TotalColumn.DURATION_MILLIS.number(row),
                TotalColumn.DURATIONS.number(row),
                TotalColumn.NEWEST.time(row),
                TotalColumn.FINISHED.time(row));
    }

    private static TaskGroups.Recent recent(Row row) {
        Instant created = RecentColumn.CREATED_AT.time(row);
        Instant running = RecentColumn.RUNNING_AT.time(row);
        return new TaskGroups.Recent(
                key(row),
                RecentColumn.RUN_NAME.text(row),
                ActionPhases.of(RecentColumn.PHASE.small(row)),
                RecentColumn.ENVIRONMENT_NAME.text(row),
                RecentColumn.TASK_SHORT_NAME.text(row),
                RecentColumn.CREATED_BY.bytes(row),
                running == null || running.isBefore(created) ? null : Duration.between(created, running));
    }

    private static TaskGroups.Errors errors(Row row) {
        return new TaskGroups.Errors(key(row), ErrorColumn.ERROR_KIND.text(row), ErrorColumn.RUNS.number(row));
    }
}
