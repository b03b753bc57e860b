package org.flyte.runs.action;

import org.flyte.platform.model.ActionKey;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flyte.platform.model.ActionPhases;
import org.flyte.platform.model.PhaseTransition;
import org.flyte.platform.model.PhaseTransition.Observed;
import org.flyte.runs.db.Columns;
import org.flyte.runs.db.SameAction;

/** Writes reported phases into actions, by the one rule (runs spec §3). The only writer of phases but for abort. */
@ApplicationScoped
public class PhaseWriter {
    private static final String ANOTHER_ATTEMPT = "r.attempt > a.attempts";

    /** A report of another attempt forgets the details of the one before. */
    private static final String ENDED = """
            CASE WHEN r.rank = 6 THEN GREATEST(COALESCE(CASE WHEN %s THEN NULL ELSE a.ended_at END, r.ended_at, now()),
                                               a.created_at) END""".formatted(ANOTHER_ATTEMPT);

    private static final String STARTED = """
            CASE WHEN r.started_at < a.created_at - interval '1 second' THEN r.started_at ELSE a.created_at END""";

    private static final String REPORTS = """
            unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::int[], $7::int[], $8::int[],
                   $9::timestamptz[], $10::timestamptz[], $11::bytea[], $12::text[], $13::bytea[], $14::bytea[],
                   $15::text[])
                AS r(project, domain, run_name, name, attempt, phase, rank, cache_status,
                     started_at, ended_at, error, output_uri, signal_value, signalled_by,
                     abort_reason)""";

    private static final String SAME_ACTION = SameAction.as("a", "r");

    static final String APPLY = """
            UPDATE actions AS a
               SET phase = r.phase,
                   attempts = CASE WHEN r.attempt = 0 THEN a.attempts ELSE r.attempt END,
                   cache_status = CASE WHEN r.cache_status <> 0 THEN r.cache_status
                                       WHEN %1$s THEN 0 ELSE a.cache_status END,
                   created_at = %2$s,
                   updated_at = now(),
                   ended_at = %3$s,
                   duration_ms = (extract(epoch FROM %3$s - %2$s) * 1000)::bigint,
                   change_seq = nextval('change_seq'),
                   error = COALESCE(CASE WHEN %1$s THEN NULL ELSE a.error END, r.error),
                   output_uri = COALESCE(CASE WHEN %1$s THEN NULL ELSE a.output_uri END, r.output_uri),
                   signal_value = COALESCE(a.signal_value, r.signal_value),
                   signalled_by = COALESCE(a.signalled_by, r.signalled_by),
                   abort_reason = COALESCE(a.abort_reason, CASE WHEN r.phase = 7 THEN r.abort_reason END)
              FROM %4$s
             WHERE %5$s
               AND ((%6$s)
                    OR (%7$s AND ((a.error IS NULL AND r.error IS NOT NULL)
                                  OR (a.output_uri IS NULL AND r.output_uri IS NOT NULL)
                                  OR (a.signal_value IS NULL AND r.signal_value IS NOT NULL)
                                  OR (a.cache_status = 0 AND r.cache_status <> 0))))
            RETURNING a.project, a.domain, a.run_name, a.name, a.phase, a.attempts
            """.formatted(
                    ANOTHER_ATTEMPT,
                    STARTED,
                    ENDED,
                    REPORTS,
                    SAME_ACTION,
                    PhaseTransition.SQL_APPLIES,
                    PhaseTransition.SQL_REPEATS);

    private static final String RECORDED = """
            SELECT a.project, a.domain, a.run_name, a.name, a.phase, a.attempts
              FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS r(project, domain, run_name, name)
              JOIN actions AS a ON %s
            """.formatted(SAME_ACTION);

    /**
     * Writes a round: reports of distinct actions, in one statement.
     *
     * @return what is recorded now, by action; an action that is not there is missing
     */
    Uni<Map<ActionKey, Written>> apply(SqlClient client, List<PhaseReport> round) {
        return client.preparedQuery(APPLY).execute(tuple(round)).chain(changed -> {
            Map<ActionKey, Written> written = new HashMap<>();
            changed.forEach(row -> written.put(keyOf(row), new Written(observed(row), true)));
            if (written.size() == round.size()) {
                return Uni.createFrom().item(written);
            }
            return recorded(client, round, written);
        });
    }

    private static Uni<Map<ActionKey, Written>> recorded(
            SqlClient client, List<PhaseReport> round, Map<ActionKey, Written> written) {
        Set<ActionKey> changed = new HashSet<>(written.keySet());
        List<ActionKey> unchanged = round.stream()
                .map(PhaseReport::key)
                .filter(key -> !changed.contains(key))
                .toList();
        return client.preparedQuery(RECORDED).execute(keys(unchanged)).map(rows -> {
            rows.forEach(row -> written.put(keyOf(row), new Written(observed(row), false)));
            return written;
        });
    }

    /** What is recorded after a report, and whether the report changed anything. */
    record Written(Observed state, boolean changed) {}

    /** The four key columns of a statement's first parameters. */
    static Tuple keys(List<ActionKey> keys) {
        return Columns.of(keys)
                .text(ActionKey::project)
                .text(ActionKey::domain)
                .text(ActionKey::runName)
                .text(ActionKey::name)
                .tuple();
    }

    static Tuple tuple(List<PhaseReport> round) {
        return Columns.of(round)
                .text(r -> r.key().project())
                .text(r -> r.key().domain())
                .text(r -> r.key().runName())
                .text(r -> r.key().name())
                .integer(PhaseReport::attempt)
                .integer(r -> r.phase().getNumber())
                .integer(PhaseReport::rank)
                .integer(PhaseReport::cacheStatus)
                .time(PhaseReport::startTime)
                .time(PhaseReport::endTime)
                .bytes(r -> ActionPhases.isRetryable(r.phase()) ? r.error() : null)
                .text(r -> ActionPhases.hasOutputs(r.phase()) ? r.outputUri() : null)
                .bytes(PhaseReport::signalValue)
                .bytes(PhaseReport::signalledBy)
                .text(PhaseReport::abortReason)
                .tuple();
    }

    static ActionKey keyOf(Row row) {
        return new ActionKey(row.getString(0), row.getString(1), row.getString(2), row.getString(3));
    }

    private static Observed observed(Row row) {
        return new Observed(row.getInteger(5), ActionPhases.of(row.getShort(4)));
    }
}
