package org.flyte.runs.abort;

import com.google.protobuf.ByteString;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.ActionPhases;
import org.flyte.platform.model.PhaseSql;
import org.flyte.runs.db.ActionKeySql;
import org.flyte.runs.db.ArrayParameters;
import org.flyte.runs.db.ConflictRetry;
import org.flyte.runs.db.Keyed;
import org.flyte.runs.db.ResultRows;
import org.flyte.runs.outbox.OutboxEntry;
import org.flyte.runs.outbox.OutboxStore;

/**
 * Finds ended actions with live children, and aborts these. It steps through the key of {@code live_actions} from parent to
 * parent, however many children they have. Replicas skip the rows that another one is aborting.
 */
@ApplicationScoped
class OrphanStore {
    private static final String NEXT_PARENT = """
            SELECT project, domain, run_name, parent
                     FROM live_actions
                    WHERE (project, domain, run_name, parent) > (%s)
                    ORDER BY project, domain, run_name, parent
                    LIMIT 1
            """;

    /** Of the parents that have live children, in order after the last one: which have ended. */
    private static final String PARENTS = """
            WITH RECURSIVE parents AS (
                SELECT first.*, 1 AS step FROM (%1$s) AS first
                UNION ALL
                SELECT next.*, p.step + 1
                  FROM parents AS p
                 CROSS JOIN LATERAL (%2$s) AS next
                 WHERE p.step < $6)
            SELECT p.project, p.domain, p.run_name, p.parent AS name, a.phase,
                   COALESCE(%3$s AND a.ended_at < now() - $5::bigint * interval '1 millisecond', false) AS ended
              FROM parents AS p LEFT JOIN actions AS a ON %4$s
             ORDER BY p.step
            """.formatted(
                    NEXT_PARENT.formatted("$1::text, $2::text, $3::text, $4::text"),
                    NEXT_PARENT.formatted("p.project, p.domain, p.run_name, p.parent"),
                    PhaseSql.isTerminal("a.phase"),
                    ActionKeySql.match("a", "p.project", "p.domain", "p.run_name", "p.parent"));

    private static final String ABORT = """
            WITH orphans AS MATERIALIZED (
                SELECT a.name FROM live_actions AS l JOIN actions AS a ON %9$s
                 WHERE l.project = $1 AND l.domain = $2 AND l.run_name = $3 AND l.parent = $4 AND %1$s
                   AND EXISTS (SELECT FROM actions AS parent WHERE %2$s AND %3$s)
                 ORDER BY l.project, l.domain, l.run_name, l.parent, l.name
                 LIMIT $7
                   FOR UPDATE OF a SKIP LOCKED),
            marked AS (
                UPDATE actions AS a SET %4$s FROM orphans WHERE %5$s
                RETURNING a.name),
            %6$s,
            added AS (
                INSERT INTO intents (kind, project, domain, run_name, name, virtual_start, payload)
                SELECT %7$d, $1, $2, $3, name, now() + row_number() OVER (ORDER BY name) * %8$s, $8 FROM marked
                ON CONFLICT (kind, project, domain, run_name, name)
                DO UPDATE SET id = EXCLUDED.id, due_at = EXCLUDED.due_at, attempts = 0, payload = EXCLUDED.payload)
            SELECT name FROM marked
            """.formatted(
                    PhaseSql.isNotTerminal("a.phase"),
                    ActionKeySql.matchParameters("parent"),
                    PhaseSql.isTerminal("parent.phase"),
                    AbortStore.SET_ABORTED,
                    ActionKeySql.match("a", "$1", "$2", "$3", "orphans.name"),
                    AbortStore.WITHDRAW,
                    OutboxEntry.Kind.ABORT.number(),
                    OutboxStore.INTERVAL,
                    ActionKeySql.match("a", "l"));

    private final Pool keyed;

    OrphanStore(@Keyed Pool keyed) {
        this.keyed = keyed;
    }

    /**
     * An action with live children.
     *
     * @param key of a name of "": the parent of roots
     * @param phase UNSPECIFIED when it is not recorded
     * @param ended whether its children are to be aborted
     */
    record Parent(ActionKey key, ActionPhase phase, boolean ended) {}

    /**
     * The next actions that have live children.
     *
     * @param last the one before these
     * @param grace how long ago they must have ended for their children to be aborted
     */
    Uni<List<Parent>> parents(ActionKey last, Duration grace, int limit) {
        return keyed.preparedQuery(PARENTS)
                .execute(ActionKeySql.parameters(last).addLong(grace.toMillis()).addInteger(limit))
                .map(rows -> ResultRows.of(rows).list(OrphanStore::parent));
    }

    /** Marks live children of an ended action, each in the same statement as the outbox entry that aborts it. */
    Uni<List<ActionKey>> abort(ActionKey parent, String reason, ByteString request, int limit) {
        Tuple parameters = ActionKeySql.parameters(parent)
                .addString(reason)
                .addValue(null)
                .addInteger(limit)
                .addValue(ArrayParameters.bufferOf(request));
        return keyed.preparedQuery(ABORT)
                .execute(parameters)
                .plug(ConflictRetry::of)
                .map(rows -> ResultRows.of(rows).list(row -> parent.sibling(row.getString("name"))));
    }

    private static Parent parent(Row row) {
        Short phase = row.getShort("phase");
        return new Parent(
                ActionKeySql.read(row),
                phase == null ? ActionPhase.ACTION_PHASE_UNSPECIFIED : ActionPhases.of(phase),
                row.getBoolean("ended"));
    }
}
