package org.flyte.runs.intent;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.flyte.runs.action.ActionKey;
import org.flyte.runs.db.GroupCommit;
import org.flyte.runs.db.GroupCommit.Limits;
import org.flyte.runs.db.SameAction;

/** The table of intents. */
@ApplicationScoped
public class IntentStore {
    private static final String CLAIM = """
            UPDATE intents
               SET attempts = attempts + 1, due_at = now() + $1::bigint * interval '1 millisecond'
             WHERE id IN (SELECT id FROM intents WHERE due_at <= now() ORDER BY due_at, id LIMIT $2
                          FOR UPDATE SKIP LOCKED)
            RETURNING id, kind, project, domain, run_name, name, attempts - 1
            """;

    private static final String POSTPONE = """
            UPDATE intents SET due_at = now() + $2::bigint * interval '1 millisecond', last_error = $3 WHERE id = $1
            """;

    private static final String OWE = """
            WITH stale AS (
                SELECT project, domain, run_name, name
                  FROM actions
                 WHERE phase NOT IN (5, 6, 7, 8, 10) AND action_type = 1
                   AND updated_at < now() - $1::bigint * interval '1 millisecond'
                 ORDER BY updated_at LIMIT $2
                   FOR UPDATE SKIP LOCKED),
            seen AS (
                UPDATE actions AS a SET updated_at = now()
                  FROM stale AS s
                 WHERE %s)
            INSERT INTO intents (kind, project, domain, run_name, name)
            SELECT 1, project, domain, run_name, name FROM stale
            ON CONFLICT DO NOTHING
            """.formatted(SameAction.as("a", "s"));

    private static final String OWE_ABORT = """
            INSERT INTO intents (kind, project, domain, run_name, name)
            SELECT 2, project, domain, run_name, name FROM actions
             WHERE %s AND phase = 7
            ON CONFLICT DO NOTHING
            """.formatted(SameAction.on("actions", "$1", "$2", "$3", "$4"));

    private final Pool pool;
    private final GroupCommit<Long, Boolean> removals;

    IntentStore(Pool pool, MeterRegistry meters) {
        this.pool = pool;
        this.removals = new GroupCommit<>("intents", id -> id, this::remove, Limits.DEFAULT, meters);
    }

    /** Takes due intents that no other replica is at; they are due again after the lease. */
    Uni<List<Intent>> claim(int most, Duration lease) {
        return pool.preparedQuery(CLAIM)
                .execute(Tuple.of(lease.toMillis(), most))
                .map(rows -> {
                    List<Intent> claimed = new ArrayList<>();
                    rows.forEach(row -> claimed.add(intent(row)));
                    return claimed;
                });
    }

    /** Removes the intent; false when it was gone already: an abort withdrew it while its call was under way. */
    Uni<Boolean> done(Intent intent) {
        return removals.submit(intent.id());
    }

    /** Owes the abort of an action that is recorded as aborted. */
    Uni<Void> oweAbort(ActionKey key) {
        return pool.preparedQuery(OWE_ABORT)
                .execute(Tuple.of(key.project(), key.domain(), key.run(), key.name()))
                .replaceWithVoid();
    }

    Uni<Void> postpone(Intent intent, Duration delay, String error) {
        String shown = error == null ? "" : error.substring(0, Math.min(error.length(), 500));
        return pool.preparedQuery(POSTPONE)
                .execute(Tuple.of(intent.id(), delay.toMillis(), shown))
                .replaceWithVoid();
    }

    /** Owes an enqueue for task actions that are not finished and did not change for a while; answers how many. */
    Uni<Integer> oweStale(Duration unchanged, int most) {
        return pool.preparedQuery(OWE)
                .execute(Tuple.of(unchanged.toMillis(), most))
                .map(rows -> rows.rowCount());
    }

    private Uni<List<Boolean>> remove(List<Long> ids) {
        return pool.preparedQuery("DELETE FROM intents WHERE id = ANY($1) RETURNING id")
                .execute(Tuple.tuple().addValue(ids.toArray(Long[]::new)))
                .map(rows -> {
                    Set<Long> removed = new HashSet<>();
                    rows.forEach(row -> removed.add(row.getLong(0)));
                    return ids.stream().map(removed::contains).toList();
                });
    }

    private static Intent intent(Row row) {
        ActionKey key = new ActionKey(row.getString(2), row.getString(3), row.getString(4), row.getString(5));
        return new Intent(row.getLong(0), Intent.Kind.of(row.getShort(1)), key, row.getInteger(6));
    }
}
