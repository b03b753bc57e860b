package org.flyte.runs.outbox;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.PhaseSql;
import org.flyte.platform.tracing.TraceParent;
import org.flyte.runs.db.ActionKeySql;
import org.flyte.runs.db.ArrayParameters;
import org.flyte.runs.db.GroupCommit;
import org.flyte.runs.db.GroupCommit.Limits;
import org.flyte.runs.db.Keyed;
import org.flyte.runs.db.ResultRows;

/** The outbox: the table {@code intents}. */
@ApplicationScoped
public class OutboxStore {
    private static final int MAX_ERROR_LENGTH = 500;
    private static final Comparator<OutboxEntry> DELIVERY_ORDER =
            Comparator.comparing(OutboxEntry::kind).reversed().thenComparingLong(OutboxEntry::id);

    /** What one statement adds to a run is spread over time by this, so that other runs are delivered in between. */
    public static final String INTERVAL = "interval '20 milliseconds'";

    /** Looks for the rows once: a subquery may be executed for each row of the table. */
    static final String CLAIM = """
            WITH due AS MATERIALIZED (
                SELECT id FROM intents WHERE due_at <= now() ORDER BY kind DESC, virtual_start, id LIMIT $2
                   FOR UPDATE SKIP LOCKED)
            UPDATE intents AS i
               SET attempts = attempts + 1, due_at = now() + $1::bigint * interval '1 millisecond',
                   virtual_start = now() + $1::bigint * interval '1 millisecond'
              FROM due
             WHERE i.id = due.id
            RETURNING i.id, kind, project, domain, run_name, name, attempts - 1 AS failures, payload,
                      trace_parent
            """;

    private static final String POSTPONE = """
            UPDATE intents
               SET due_at = now() + $2::bigint * interval '1 millisecond',
                   virtual_start = now() + $2::bigint * interval '1 millisecond', last_error = $3
             WHERE id = $1
            """;

    private static final String REMOVE = """
            WITH delivered AS MATERIALIZED (SELECT id FROM intents WHERE id = ANY($1) ORDER BY id FOR UPDATE)
            DELETE FROM intents AS i USING delivered WHERE i.id = delivered.id RETURNING i.id
            """;

    private static final String ADD = """
            INSERT INTO intents (kind, project, domain, run_name, name, due_at, payload)
            VALUES ($5::int, $1, $2, $3, $4, now() + $6::bigint * interval '1 millisecond', $7)
            ON CONFLICT (kind, project, domain, run_name, name)
            DO UPDATE SET id = EXCLUDED.id, due_at = EXCLUDED.due_at, attempts = 0, payload = EXCLUDED.payload
            RETURNING id
            """;

    private static final String ADD_SIGNAL = """
            INSERT INTO intents AS i (kind, project, domain, run_name, name, due_at, payload)
            VALUES (%d, $1, $2, $3, $4, now() + $5::bigint * interval '1 millisecond', $6)
            ON CONFLICT (kind, project, domain, run_name, name)
            DO UPDATE SET id = EXCLUDED.id, due_at = EXCLUDED.due_at WHERE i.payload = EXCLUDED.payload
            RETURNING id
            """.formatted(OutboxEntry.Kind.SIGNAL.number());

    private static final String ADD_ABORT = """
            INSERT INTO intents (kind, project, domain, run_name, name)
            SELECT %d, project, domain, run_name, name FROM actions
             WHERE %s AND %s
            ON CONFLICT DO NOTHING
            """.formatted(
                    OutboxEntry.Kind.ABORT.number(),
                    ActionKeySql.matchParameters("actions"),
                    PhaseSql.is("phase", ActionPhase.ACTION_PHASE_ABORTED));

    private final Pool pool;
    private final Pool keyed;
    private final GroupCommit<Long, Boolean> removals;

    OutboxStore(Pool pool, @Keyed Pool keyed, MeterRegistry meters) {
        this.pool = pool;
        this.keyed = keyed;
        this.removals = new GroupCommit<>("outbox", id -> id, this::remove, Limits.DEFAULT, meters);
    }

    /** Reserves due entries that no other replica has reserved; they are due again after the lease. */
    Uni<List<OutboxEntry>> claim(int limit, Duration lease) {
        return pool.preparedQuery(CLAIM)
                .execute(Tuple.of(lease.toMillis(), limit))
                .map(rows -> ResultRows.of(rows).list(OutboxStore::entry).stream()
                        .sorted(DELIVERY_ORDER)
                        .toList());
    }

    /** Adds an entry that signals a condition; fails with FailedPrecondition while another value waits for its delivery. */
    public Uni<OutboxEntry> addSignal(ActionKey condition, ByteString request, Duration lease) {
        return keyed.preparedQuery(ADD_SIGNAL)
                .execute(ActionKeySql.parameters(condition)
                        .addLong(lease.toMillis())
                        .addValue(ArrayParameters.bufferOf(request)))
                .map(rows -> ResultRows.of(rows)
                        .first(row -> OutboxEntry.first(row.getLong("id"), OutboxEntry.Kind.SIGNAL, condition, request))
                        .orElseThrow(() ->
                                new FailedPrecondition("condition %s was given another value before", condition)));
    }

    /** Removes the entry; false when it was gone already: an abort withdrew it during its delivery. */
    public Uni<Boolean> remove(OutboxEntry entry) {
        return removals.submit(entry.id());
    }

    /** Adds an entry with its request; one of the same kind for the same action is replaced. Answers its id. */
    public Uni<Long> add(OutboxEntry.Kind kind, ActionKey key, ByteString payload, Duration lease) {
        return keyed.preparedQuery(ADD)
                .execute(ActionKeySql.parameters(key)
                        .addInteger(kind.number())
                        .addLong(lease.toMillis())
                        .addValue(ArrayParameters.bufferOf(payload)))
                .map(rows -> ResultRows.of(rows).first(row -> row.getLong("id")).orElseThrow());
    }

    /** Adds an entry that aborts an action which is recorded as aborted. */
    Uni<Void> addAbort(ActionKey key) {
        return pool.preparedQuery(ADD_ABORT)
                .execute(ActionKeySql.parameters(key))
                .replaceWithVoid();
    }

    Uni<Void> postpone(OutboxEntry entry, Duration wait, String error) {
        String shown = error.substring(0, Math.min(error.length(), MAX_ERROR_LENGTH));
        return pool.preparedQuery(POSTPONE)
                .execute(Tuple.of(entry.id(), wait.toMillis(), shown))
                .replaceWithVoid();
    }

    private Uni<List<Boolean>> remove(List<Long> ids) {
        return keyed.preparedQuery(REMOVE)
                .execute(Tuple.tuple().addValue(ids.toArray(Long[]::new)))
                .map(rows -> {
                    Set<Long> removed = Set.copyOf(ResultRows.of(rows).list(row -> row.getLong("id")));
                    return ids.stream().map(removed::contains).toList();
                });
    }

    private static OutboxEntry entry(Row row) {
        return new OutboxEntry(
                row.getLong("id"),
                OutboxEntry.Kind.of(row.getShort("kind")),
                ActionKeySql.read(row),
                row.getInteger("failures"),
                payload(row.getBuffer("payload")),
                TraceParent.parse(row.getString("trace_parent")).orElse(null));
    }

    private static ByteString payload(Buffer payload) {
        return payload == null ? null : ByteString.copyFrom(payload.getBytes());
    }
}
