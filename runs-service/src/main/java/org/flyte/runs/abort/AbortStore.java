package org.flyte.runs.abort;

import com.google.protobuf.ByteString;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.ActionPhases;
import org.flyte.platform.model.PhaseSql;
import org.flyte.runs.db.ActionKeySql;
import org.flyte.runs.db.ArrayParameters;
import org.flyte.runs.db.ResultRows;
import org.flyte.runs.outbox.OutboxEntry;

/**
 * Marks actions as ABORTED, each with all descendants that are not terminal, in one statement with the outbox entry that
 * aborts it at actions-service. Entries that would enqueue a marked action are removed.
 */
@ApplicationScoped
class AbortStore {
    private static final String TREE = """
            WITH RECURSIVE tree AS (
                SELECT name FROM actions WHERE %s
                UNION
                SELECT child.name
                  FROM tree
                  JOIN actions AS child ON child.project = $1 AND child.domain = $2 AND child.run_name = $3
                       AND child.parent_action_name = tree.name),
            """.formatted(ActionKeySql.matchParameters("actions"));

    private static final String MARK = """
            marked AS (
                UPDATE actions AS a
                   SET phase = %s, abort_reason = $5, aborted_by = $6, updated_at = now(),
                       ended_at = GREATEST(now(), created_at), change_seq = nextval('change_seq'),
                       duration_ms = (extract(epoch FROM GREATEST(now(), created_at) - created_at) * 1000)::bigint
                  FROM tree
                 WHERE %s
                   AND %s
                RETURNING a.name),
            """.formatted(
                    PhaseSql.number(ActionPhase.ACTION_PHASE_ABORTED),
                    ActionKeySql.match("a", "$1", "$2", "$3", "tree.name"),
                    PhaseSql.isNotTerminal("a.phase"));

    private static final String WITHDRAW = """
            withdrawn AS (
                DELETE FROM intents AS i USING marked
                 WHERE i.kind = %d AND i.project = $1 AND i.domain = $2 AND i.run_name = $3 AND i.name = marked.name)
            """.formatted(OutboxEntry.Kind.ENQUEUE.number());

    private static final String ADD_ENTRY = """
            , added AS (
                INSERT INTO intents (kind, project, domain, run_name, name, due_at)
                SELECT %d, $1, $2, $3, $4, now() + $7::bigint * interval '1 millisecond' WHERE EXISTS (SELECT FROM marked)
                ON CONFLICT (kind, project, domain, run_name, name) DO UPDATE SET due_at = EXCLUDED.due_at, attempts = 0
                RETURNING id)
            """.formatted(OutboxEntry.Kind.ABORT.number());

    private static final String ABORT = TREE + MARK + WITHDRAW + ADD_ENTRY + """
            SELECT (SELECT id FROM added) AS id, name, (SELECT count(*) FROM tree) AS found FROM marked
            UNION ALL
            SELECT NULL, NULL, (SELECT count(*) FROM tree) WHERE NOT EXISTS (SELECT FROM marked)
            """;

    private static final String ABORT_DESCENDANTS = TREE + MARK + WITHDRAW + "SELECT name FROM marked";

    private static final String RECORDED = """
            SELECT abort_reason, aborted_by FROM actions WHERE %s
            """.formatted(ActionKeySql.matchParameters("actions"));

    private static final String ORPHANS = """
            SELECT child.project, child.domain, child.run_name, child.name, parent.name AS parent_name,
                   parent.phase AS parent_phase
              FROM actions AS child
              JOIN actions AS parent ON %s
             WHERE %s
               AND %s
               AND parent.ended_at < now() - $1::bigint * interval '1 millisecond'
             LIMIT $2
            """.formatted(
            ActionKeySql.match("parent", "child.project", "child.domain", "child.run_name", "child.parent_action_name"),
            PhaseSql.isNotTerminal("child.phase"),
            PhaseSql.isTerminal("parent.phase"));

    private final Pool pool;

    AbortStore(Pool pool) {
        this.pool = pool;
    }

    /**
     * Why and by whom an action is aborted.
     *
     * @param by common.EnrichedIdentity, null when unknown
     */
    record Cause(String reason, ByteString by) {}

    /**
     * What an abort did.
     *
     * @param found whether the action exists
     * @param marked the actions that were marked
     * @param outboxId id of the outbox entry when something was marked
     */
    record Result(boolean found, List<ActionKey> marked, Optional<Long> outboxId) {}

    /** An action that is not terminal below a parent that is. */
    record Orphan(ActionKey key, String parent, ActionPhase parentPhase) {}

    /** @param lease how long the outbox entry is reserved for this replica */
    Uni<Result> abort(ActionKey target, Cause cause, Duration lease) {
        return run(ABORT, parameters(target, cause).addLong(lease.toMillis())).map(rows -> result(target, rows));
    }

    /** Marks descendants that are still not terminal, with the cause that is recorded for the target. */
    Uni<List<ActionKey>> abortDescendants(ActionKey target, Cause cause) {
        return run(ABORT_DESCENDANTS, parameters(target, cause))
                .map(rows -> rows.list(row -> target.sibling(row.getString("name"))));
    }

    /** The cause that is recorded for an aborted action. */
    Uni<Cause> recorded(ActionKey target) {
        return pool.preparedQuery(RECORDED)
                .execute(ActionKeySql.parameters(target))
                .map(rows -> ResultRows.of(rows).first(AbortStore::cause).orElse(new Cause("", null)));
    }

    /** Orphans whose parents became terminal at least this long ago. */
    Uni<List<Orphan>> orphans(Duration grace, int limit) {
        return pool.preparedQuery(ORPHANS)
                .execute(Tuple.of(grace.toMillis(), limit))
                .map(rows -> ResultRows.of(rows).list(AbortStore::orphan));
    }

    /** Without nested loops: while most runs are small the planner underestimates a big one, and joins quadratically. */
    private Uni<ResultRows> run(String sql, Tuple parameters) {
        return pool.withTransaction(tx -> tx.query("SET LOCAL enable_nestloop = off")
                        .execute()
                        .chain(() -> tx.preparedQuery(sql).execute(parameters)))
                .map(ResultRows::of);
    }

    private static Result result(ActionKey target, ResultRows rows) {
        List<ActionKey> marked = new ArrayList<>();
        Long outboxId = null;
        boolean found = false;
        for (Row row : rows) {
            found = row.getLong("found") > 0;
            String name = row.getString("name");
            if (name != null) {
                outboxId = row.getLong("id");
                marked.add(target.sibling(name));
            }
        }
        return new Result(found, marked, Optional.ofNullable(outboxId));
    }

    private static Orphan orphan(Row row) {
        return new Orphan(
                ActionKeySql.read(row), row.getString("parent_name"), ActionPhases.of(row.getShort("parent_phase")));
    }

    private static Cause cause(Row row) {
        String reason = row.getString("abort_reason");
        Buffer by = row.getBuffer("aborted_by");
        return new Cause(reason == null ? "" : reason, by == null ? null : ByteString.copyFrom(by.getBytes()));
    }

    private static Tuple parameters(ActionKey target, Cause cause) {
        return ActionKeySql.parameters(target).addString(cause.reason()).addValue(ArrayParameters.bufferOf(cause.by()));
    }
}
