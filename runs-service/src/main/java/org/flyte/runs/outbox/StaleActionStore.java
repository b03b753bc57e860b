package org.flyte.runs.outbox;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.flyte.idl.workflow.ActionType;
import org.flyte.runs.db.ActionKeySql;
import org.flyte.runs.db.Keyed;
import org.flyte.runs.db.ResultRows;

/**
 * Passes over the live actions in the order of the index {@code actions_live}. Its position is one row for all replicas: no
 * action is written, and one replica at a time continues the pass.
 */
@ApplicationScoped
class StaleActionStore {
    private static final String TAKE_UP = """
            SELECT position FROM sweep_passes
             WHERE sweep = 'stale-actions'
               AND (position IS NOT NULL OR started_at < now() - $1::bigint * interval '1 millisecond')
               FOR UPDATE SKIP LOCKED
            """;

    private static final String NEXT = """
            WITH looked_at AS MATERIALIZED (
                SELECT l.*, a.action_type, a.updated_at
                  FROM (SELECT * FROM live_actions
                         WHERE (project, domain, run_name, parent, name)
                               > ($1::text, $2::text, $3::text, $4::text, $5::text)
                         ORDER BY project, domain, run_name, parent, name
                         LIMIT $7) AS l
                  JOIN actions AS a ON %s),
            added AS (
                INSERT INTO intents (kind, project, domain, run_name, name, virtual_start)
                SELECT %d, project, domain, run_name, name,
                       now() + row_number() OVER (PARTITION BY project, domain, run_name ORDER BY name) * %s
                  FROM looked_at
                 WHERE action_type = %d AND updated_at < now() - $6::bigint * interval '1 millisecond'
                ON CONFLICT DO NOTHING
                RETURNING id)
            SELECT project, domain, run_name, parent, name, count(*) OVER () AS looked_at,
                   (SELECT count(*) FROM added) AS added
              FROM looked_at
             ORDER BY project DESC, domain DESC, run_name DESC, parent DESC, name DESC
             LIMIT 1
            """.formatted(
                    ActionKeySql.match("a", "l"),
                    OutboxEntry.Kind.ENQUEUE.number(),
                    OutboxStore.INTERVAL,
                    ActionType.ACTION_TYPE_TASK_VALUE);

    private static final String REMEMBER = """
            UPDATE sweep_passes
               SET position = $1::text[], started_at = CASE WHEN $2 THEN now() ELSE started_at END
             WHERE sweep = 'stale-actions'
            """;

    private static final String BEGIN = """
            UPDATE sweep_passes SET position = NULL, started_at = '-infinity' WHERE sweep = 'stale-actions'
            """;

    private final Pool pool;

    StaleActionStore(@Keyed Pool pool) {
        this.pool = pool;
    }

    /** @param last key of the last action that was looked at, null at the end of the pass */
    private record Step(String[] last, long added) {}

    /**
     * Looks at the next live actions and adds entries that enqueue those which have not changed for this long; answers how
     * many. A pass starts no earlier than this long after the one before; until then, and while another replica is at it,
     * nothing happens.
     *
     * @param limit maximum number of actions to look at
     */
    Uni<Long> enqueueStale(Duration unchanged, int limit) {
        return pool.withTransaction(tx -> tx.preparedQuery(TAKE_UP)
                .execute(Tuple.of(unchanged.toMillis()))
                .map(rows -> ResultRows.of(rows).first(row -> Optional.ofNullable(row.getArrayOfStrings("position"))))
                .chain(pass -> pass.isPresent()
                        ? step(tx, pass.get(), unchanged, limit)
                        : Uni.createFrom().item(0L)));
    }

    /** Adds entries that enqueue every live task action, in one pass that begins now; answers how many. */
    Uni<Long> enqueueLive() {
        return pool.query(BEGIN).execute().chain(() -> enqueueStale(Duration.ZERO, Integer.MAX_VALUE));
    }

    private static Uni<Long> step(SqlConnection tx, Optional<String[]> position, Duration unchanged, int limit) {
        Tuple parameters = Tuple.tuple();
        for (String part : position.orElse(new String[] {"", "", "", "", ""})) {
            parameters.addString(part);
        }
        return tx.preparedQuery(NEXT)
                .execute(parameters.addLong(unchanged.toMillis()).addInteger(limit))
                .map(rows -> ResultRows.of(rows).first(row -> step(row, limit)).orElse(new Step(null, 0)))
                .chain(step -> tx.preparedQuery(REMEMBER)
                        .execute(Tuple.tuple().addValue(step.last()).addBoolean(position.isEmpty()))
                        .replaceWith(step.added()));
    }

    private static Step step(Row row, int limit) {
        List<String> key = List.of(
                row.getString("project"),
                row.getString("domain"),
                row.getString("run_name"),
                row.getString("parent"),
                row.getString("name"));
        return new Step(row.getLong("looked_at") < limit ? null : key.toArray(String[]::new), row.getLong("added"));
    }
}
