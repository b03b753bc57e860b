package org.flyte.runs.abort;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flyte.idl.actions.AbortRequest;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.platform.model.ActionKey;
import org.flyte.runs.change.ChangeNotifier;
import org.flyte.runs.db.Columns;
import org.flyte.runs.db.SameAction;
import org.flyte.runs.outbox.AbortPreparation;

/**
 * Marks an action and everything below it that is not finished as ABORTED (runs spec §10). In one statement with the
 * intent to tell actions-service; enqueues that are still owed to the marked ones are withdrawn.
 */
@ApplicationScoped
class AbortTree implements AbortPreparation {
    private static final String TREE = """
            WITH RECURSIVE tree AS (
                SELECT name FROM actions WHERE %s
                UNION
                SELECT child.name
                  FROM tree
                  JOIN actions AS child ON child.project = $1 AND child.domain = $2 AND child.run_name = $3
                       AND child.parent_action_name = tree.name),
            """.formatted(SameAction.on("actions", "$1", "$2", "$3", "$4"));

    private static final String MARK = """
            marked AS (
                UPDATE actions AS a
                   SET phase = 7, abort_reason = $5, aborted_by = $6, updated_at = now(),
                       ended_at = GREATEST(now(), created_at), change_seq = nextval('change_seq'),
                       duration_ms = (extract(epoch FROM GREATEST(now(), created_at) - created_at) * 1000)::bigint
                  FROM tree
                 WHERE %s
                   AND a.phase NOT IN (5, 6, 7, 8, 10)
                RETURNING a.name),
            """.formatted(SameAction.on("a", "$1", "$2", "$3", "tree.name"));

    private static final String OWE = """
            withdrawn AS (
                DELETE FROM intents AS i USING marked
                 WHERE i.kind = 1 AND i.project = $1 AND i.domain = $2 AND i.run_name = $3 AND i.name = marked.name),
            owed AS (
                INSERT INTO intents (kind, project, domain, run_name, name, due_at)
                SELECT 2, $1, $2, $3, $4, now() + $7::bigint * interval '1 millisecond' WHERE EXISTS (SELECT FROM marked)
                ON CONFLICT (kind, project, domain, run_name, name) DO UPDATE SET due_at = EXCLUDED.due_at, attempts = 0
                RETURNING id)
            """;

    private static final String ABORT = TREE + MARK + OWE + """
            SELECT (SELECT id FROM owed), name, (SELECT count(*) FROM tree) FROM marked
            UNION ALL
            SELECT NULL, NULL, (SELECT count(*) FROM tree) WHERE NOT EXISTS (SELECT FROM marked)
            """;

    private static final String WITHDRAW = """
            withdrawn AS (
                DELETE FROM intents AS i USING marked
                 WHERE i.kind = 1 AND i.project = $1 AND i.domain = $2 AND i.run_name = $3 AND i.name = marked.name)
            """;

    private static final String AGAIN = TREE + MARK + WITHDRAW + "SELECT name FROM marked";

    private static final String STORED = """
            SELECT abort_reason, aborted_by FROM actions WHERE %s
            """.formatted(SameAction.on("actions", "$1", "$2", "$3", "$4"));

    private final Pool pool;
    private final ChangeNotifier changes;

    AbortTree(Pool pool, ChangeNotifier changes) {
        this.pool = pool;
        this.changes = changes;
    }

    /**
     * What an abort did.
     *
     * @param found whether the action is there
     * @param outboxId id of the outbox entry when something was marked
     */
    record Result(boolean found, Optional<Long> outboxId) {}

    Uni<Result> abort(ActionKey target, String reason, ByteString by, Duration lease) {
        return run(ABORT, parameters(target, reason, by).addLong(lease.toMillis()))
                .map(rows -> {
                    List<ActionKey> marked = new ArrayList<>();
                    Long outboxId = null;
                    boolean found = false;
                    for (Row row : rows) {
                        found = row.getLong(2) > 0;
                        if (row.getString(1) != null) {
                            outboxId = row.getLong(0);
                            marked.add(named(target, row.getString(1)));
                        }
                    }
                    changes.changed(marked);
                    return new Result(found, Optional.ofNullable(outboxId));
                });
    }

    @Override
    public Uni<AbortRequest> prepare(ActionKey target) {
        return pool.preparedQuery(STORED).execute(key(target)).chain(rows -> {
            String reason = "";
            ByteString by = null;
            for (Row row : rows) {
                reason = row.getString(0) == null ? "" : row.getString(0);
                Buffer principal = row.getDelegate().getBuffer(1);
                by = principal == null ? null : ByteString.copyFrom(principal.getBytes());
            }
            AbortRequest request = request(target, reason, by);
            return run(AGAIN, parameters(target, reason, by))
                    .invoke(marked -> {
                        List<ActionKey> late = new ArrayList<>();
                        marked.forEach(row -> late.add(named(target, row.getString(0))));
                        changes.changed(late);
                    })
                    .replaceWith(request);
        });
    }

    /**
     * Without nested loops: while most runs are small the planner takes any run for small, and compares each of ten
     * thousand actions with each other.
     */
    private Uni<RowSet<Row>> run(String sql, Tuple parameters) {
        return pool.withTransaction(tx -> tx.query("SET LOCAL enable_nestloop = off")
                .execute()
                .chain(() -> tx.preparedQuery(sql).execute(parameters)));
    }

    private static AbortRequest request(ActionKey target, String reason, ByteString by) {
        AbortRequest.Builder request =
                AbortRequest.newBuilder().setActionId(target.toProto()).setReason(reason);
        try {
            if (by != null) {
                request.setAbortedBy(EnrichedIdentity.parseFrom(by));
            }
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("action %s is stored with broken bytes".formatted(target), e);
        }
        return request.build();
    }

    private static Tuple key(ActionKey target) {
        return Tuple.of(target.project(), target.domain(), target.runName(), target.name());
    }

    private static Tuple parameters(ActionKey target, String reason, ByteString by) {
        return key(target).addString(reason).addValue(Columns.buffer(by));
    }

    private static ActionKey named(ActionKey target, String name) {
        return target.sibling(name);
    }
}
