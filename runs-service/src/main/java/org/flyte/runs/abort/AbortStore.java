package org.flyte.runs.abort;

import com.google.protobuf.ByteString;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.PhaseSql;
import org.flyte.runs.db.ActionKeySql;
import org.flyte.runs.db.ArrayParameters;
import org.flyte.runs.db.ConflictRetry;
import org.flyte.runs.db.Keyed;
import org.flyte.runs.db.ResultRows;
import org.flyte.runs.outbox.OutboxEntry;
import org.flyte.runs.outbox.OutboxStore;

/** Marks actions as ABORTED. Entries that would enqueue a marked action are removed in the same statement. */
@ApplicationScoped
class AbortStore {
    /** Sets an action's phase; the reason is $5, the identity $6. */
    static final String SET_ABORTED = """
            phase = %s, abort_reason = $5, aborted_by = $6, updated_at = now(),
                       ended_at = GREATEST(now(), created_at), change_seq = DEFAULT,
                       duration_ms = (extract(epoch FROM GREATEST(now(), created_at) - created_at) * 1000)::bigint
            """.formatted(PhaseSql.number(ActionPhase.ACTION_PHASE_ABORTED));

    /** Entries are locked in the order in which {@link OutboxStore#remove} locks them. */
    static final String WITHDRAW = """
            obsolete AS MATERIALIZED (
                SELECT i.id FROM marked JOIN intents AS i
                    ON i.kind = %d AND i.project = $1 AND i.domain = $2 AND i.run_name = $3 AND i.name = marked.name
                 ORDER BY i.id
                   FOR UPDATE OF i),
            withdrawn AS (DELETE FROM intents AS i USING obsolete WHERE i.id = obsolete.id)
            """.formatted(OutboxEntry.Kind.ENQUEUE.number());

    private static final String ABORT = """
            WITH target AS (SELECT name FROM actions WHERE %1$s AND NOT tracked),
            marked AS (
                UPDATE actions AS a SET %2$s
                 WHERE %3$s AND %4$s AND NOT a.tracked
                RETURNING a.name),
            %5$s,
            added AS (
                INSERT INTO intents (kind, project, domain, run_name, name, due_at, payload)
                SELECT %6$d, $1, $2, $3, $4, now() + $7::bigint * interval '1 millisecond', $8
                  FROM marked
                ON CONFLICT (kind, project, domain, run_name, name)
                DO UPDATE SET id = EXCLUDED.id, due_at = EXCLUDED.due_at, attempts = 0, payload = EXCLUDED.payload
                RETURNING id)
            SELECT EXISTS (SELECT FROM target) AS found, (SELECT id FROM added) AS id
            """.formatted(
                    ActionKeySql.matchParameters("actions"),
                    SET_ABORTED,
                    ActionKeySql.matchParameters("a"),
                    PhaseSql.isNotTerminal("a.phase"),
                    WITHDRAW,
                    OutboxEntry.Kind.ABORT.number());

    /** Rows are locked in the order of the array, as all writers of several actions lock them. */
    private static final String MARK = """
            WITH locked AS MATERIALIZED (
                SELECT a.name
                  FROM unnest($4::text[]) WITH ORDINALITY AS t(name, position)
                  JOIN actions AS a ON %1$s
                 WHERE %2$s AND NOT a.tracked
                 ORDER BY t.position
                   FOR UPDATE OF a),
            marked AS (
                UPDATE actions AS a SET %3$s FROM locked WHERE %4$s
                RETURNING a.name),
            %5$s
            SELECT name FROM marked
            """.formatted(
                    ActionKeySql.match("a", "$1", "$2", "$3", "t.name"),
                    PhaseSql.isNotTerminal("a.phase"),
                    SET_ABORTED,
                    ActionKeySql.match("a", "$1", "$2", "$3", "locked.name"),
                    WITHDRAW);

    private static final String RECORDED = """
            SELECT abort_reason, aborted_by FROM actions WHERE %s
            """.formatted(ActionKeySql.matchParameters("actions"));

    private final Pool keyed;

    AbortStore(@Keyed Pool keyed) {
        this.keyed = keyed;
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
     * @param outboxId id of the outbox entry when the action was marked, empty when it had ended
     */
    record Result(boolean found, Optional<Long> outboxId) {}

    /**
     * Marks one action in the same statement as the outbox entry that aborts it and what is below it.
     *
     * @param request of the entry
     * @param lease how long the entry is reserved for this replica
     */
    Uni<Result> abort(ActionKey target, Cause cause, ByteString request, Duration lease) {
        Tuple parameters = ActionKeySql.parameters(target)
                .addString(cause.reason())
                .addValue(ArrayParameters.bufferOf(cause.by()))
                .addLong(lease.toMillis())
                .addValue(ArrayParameters.bufferOf(request));
        return keyed.preparedQuery(ABORT)
                .execute(parameters)
                .plug(ConflictRetry::of)
                .map(rows -> ResultRows.of(rows)
                        .first(row -> new Result(row.getBoolean("found"), Optional.ofNullable(row.getLong("id"))))
                        .orElseThrow());
    }

    /** Marks those of the actions that have not ended; answers these. */
    Uni<List<ActionKey>> mark(List<ActionKey> actions, Cause cause) {
        ActionKey any = actions.getFirst();
        Tuple parameters = Tuple.of(any.project(), any.domain(), any.runName())
                .addValue(actions.stream().map(ActionKey::name).sorted().toArray(String[]::new))
                .addString(cause.reason())
                .addValue(ArrayParameters.bufferOf(cause.by()));
        return keyed.preparedQuery(MARK)
                .execute(parameters)
                .plug(ConflictRetry::of)
                .map(rows -> ResultRows.of(rows).list(row -> any.sibling(row.getString("name"))));
    }

    /** The cause that is recorded for an aborted action. */
    Uni<Cause> recorded(ActionKey target) {
        return keyed.preparedQuery(RECORDED)
                .execute(ActionKeySql.parameters(target))
                .map(rows -> ResultRows.of(rows).first(AbortStore::cause).orElse(new Cause("", null)));
    }

    private static Cause cause(Row row) {
        String reason = row.getString("abort_reason");
        Buffer by = row.getBuffer("aborted_by");
        return new Cause(reason == null ? "" : reason, by == null ? null : ByteString.copyFrom(by.getBytes()));
    }
}
