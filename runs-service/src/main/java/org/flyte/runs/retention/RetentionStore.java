package org.flyte.runs.retention;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flyte.platform.model.PhaseSql;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.db.ResultColumn;
import org.flyte.runs.db.ResultRows;

/**
 * Finds and deletes old runs. Each statement is a transaction of its own and has a limit. A statement that deletes rows of a
 * run locks its root first and does nothing unless that is terminal.
 */
@ApplicationScoped
class RetentionStore {
    private enum RunColumn implements ResultColumn {
        PROJECT,
        DOMAIN,
        RUN_NAME,
        CREATED_AT,
        DUE,
        RUN_OUTPUT_BASE
    }

    private static final String NEXT_EXECUTED = next("NOT tracked");
    private static final String NEXT_TRACKED = next("tracked");

    private static final String ROOT = """
            WITH root AS MATERIALIZED (
                SELECT FROM actions WHERE project = $1 AND domain = $2 AND run_name = $3 AND parent_action_name IS NULL AND %s
                FOR UPDATE)
            """.formatted(PhaseSql.isTerminal("phase"));

    private static final String DELETE_EVENTS = ROOT + """
            , batch AS MATERIALIZED (
                SELECT e.ctid FROM root, action_events AS e
                 WHERE e.project = $1 AND e.domain = $2 AND e.run_name = $3 LIMIT $4)
            DELETE FROM action_events AS e USING batch WHERE e.ctid = batch.ctid
            """;

    private static final String DELETE_CHILDREN = ROOT + """
            , batch AS MATERIALIZED (
                SELECT c.ctid FROM root, actions AS c
                 WHERE c.project = $1 AND c.domain = $2 AND c.run_name = $3 AND c.parent_action_name IS NOT NULL
                   AND %s LIMIT $4)
            DELETE FROM actions AS a USING batch WHERE a.ctid = batch.ctid
            """.formatted(PhaseSql.isTerminal("c.phase"));

    /** With events that came meanwhile; none are left of children. */
    private static final String DELETE_ROOT = ROOT + """
            , events AS (
                DELETE FROM action_events
                 WHERE project = $1 AND domain = $2 AND run_name = $3 AND EXISTS (SELECT FROM root))
            DELETE FROM actions
             WHERE project = $1 AND domain = $2 AND run_name = $3 AND parent_action_name IS NULL AND EXISTS (SELECT FROM root)
               AND NOT EXISTS (SELECT FROM actions AS c
                                WHERE c.project = $1 AND c.domain = $2 AND c.run_name = $3
                                  AND c.parent_action_name IS NOT NULL)
            """;

    /** One pass over the actions for all candidates; a spec that is stored again meanwhile is used again. */
    private static final String DELETE_SPECS = """
            WITH unused AS MATERIALIZED (
                SELECT s.digest FROM (SELECT digest FROM task_specs WHERE used_at < $1 ORDER BY used_at LIMIT $2) AS s
                 WHERE NOT EXISTS (SELECT FROM actions AS a WHERE a.task_spec_digest = s.digest))
            DELETE FROM task_specs AS t USING unused WHERE t.used_at < $1 AND t.digest = unused.digest
            """;

    private final Pool pool;

    RetentionStore(Pool pool) {
        this.pool = pool;
    }

    /** The next runs that are old enough by their creation, after the given one or from the oldest on when it is null. */
    Uni<List<OldRun>> next(Cutoffs cutoffs, Instant latest, OldRun after, int limit) {
        List<Map.Entry<String, Optional<Instant>>> own =
                List.copyOf(cutoffs.byProject().entrySet());
        Tuple values = Tuple.tuple()
                .addOffsetDateTime(utc(latest))
                .addOffsetDateTime(after == null ? utc(Instant.EPOCH) : after.createdAt())
                .addString(after == null ? "" : after.key().name())
                .addString(after == null ? "" : after.key().project())
                .addString(after == null ? "" : after.key().domain())
                .addOffsetDateTime(cutoffs.other().map(RetentionStore::utc).orElse(null))
                .addArrayOfString(own.stream().map(Map.Entry::getKey).toArray(String[]::new))
                .addArrayOfOffsetDateTime(own.stream()
                        .map(entry -> entry.getValue().map(RetentionStore::utc).orElse(null))
                        .toArray(OffsetDateTime[]::new))
                .addInteger(limit);
        return pool.preparedQuery(cutoffs.tracked() ? NEXT_TRACKED : NEXT_EXECUTED)
                .execute(values)
                .map(rows -> ResultRows.of(rows).list(RetentionStore::run));
    }

    /** Number of deleted rows, at most {@code limit}. */
    Uni<Integer> deleteEvents(RunKey run, int limit) {
        return delete(DELETE_EVENTS, tuple(run).addInteger(limit));
    }

    /** Number of deleted rows, at most {@code limit}. */
    Uni<Integer> deleteChildren(RunKey run, int limit) {
        return delete(DELETE_CHILDREN, tuple(run).addInteger(limit));
    }

    /** Number of deleted rows: 0 when it is live again or has children. */
    Uni<Integer> deleteRoot(RunKey run) {
        return delete(DELETE_ROOT, tuple(run));
    }

    /** Number of deleted specs that were not used since and that no action refers to. */
    Uni<Integer> deleteSpecs(Instant unusedSince, int limit) {
        return delete(DELETE_SPECS, Tuple.of(utc(unusedSince), limit));
    }

    private Uni<Integer> delete(String statement, Tuple values) {
        return pool.preparedQuery(statement).execute(values).map(rows -> rows.rowCount());
    }

    /** The next runs in order of creation, whatever becomes of them: so a pass reads each of them once. */
    private static String next(String kind) {
        return """
            SELECT r.project, r.domain, r.run_name, r.created_at,
                   (%1$s AND COALESCE(x.ended_at, x.updated_at) < CASE WHEN o.project IS NULL THEN $6 ELSE o.cutoff END
                   AND NOT EXISTS (SELECT FROM actions AS c
                                    WHERE c.project = r.project AND c.domain = r.domain AND c.run_name = r.run_name AND %2$s)
                   AND NOT EXISTS (SELECT FROM intents AS i
                                    WHERE i.project = r.project AND i.domain = r.domain AND i.run_name = r.run_name)
                   ) IS TRUE AS due, x.run_output_base
              FROM (SELECT * FROM listed_runs
                     WHERE %3$s AND created_at < $1 AND (created_at, run_name, project, domain) > ($2, $3, $4, $5)
                     ORDER BY created_at, run_name, project, domain LIMIT $9) AS r
              JOIN actions AS x
                ON x.project = r.project AND x.domain = r.domain AND x.run_name = r.run_name AND x.parent_action_name IS NULL
              LEFT JOIN unnest($7::text[], $8::timestamptz[]) AS o(project, cutoff) ON o.project = r.project
             ORDER BY r.created_at, r.run_name, r.project, r.domain
            """.formatted(PhaseSql.isTerminal("r.phase"), PhaseSql.isNotTerminal("c.phase"), kind);
    }

    private static OldRun run(Row row) {
        return new OldRun(
                new RunKey(RunColumn.PROJECT.text(row), RunColumn.DOMAIN.text(row), RunColumn.RUN_NAME.text(row)),
                row.getOffsetDateTime(RunColumn.CREATED_AT.index()),
                RunColumn.DUE.flag(row),
                RunColumn.RUN_OUTPUT_BASE.text(row));
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    private static Tuple tuple(RunKey run) {
        return Tuple.of(run.project(), run.domain(), run.name());
    }
}
