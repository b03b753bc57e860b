package org.flyte.runs.action;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionType;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.ActionPhases;
import org.flyte.platform.model.PhaseSql;
import org.flyte.platform.model.PhaseTransition;
import org.flyte.platform.model.PhaseTransition.Observed;
import org.flyte.runs.db.ActionKeySql;
import org.flyte.runs.db.ArrayParameters;
import org.flyte.runs.db.ResultColumn;
import org.flyte.runs.db.ResultRows;
import org.flyte.runs.query.row.ActionColumn;
import org.flyte.runs.query.row.ActionRow;
import org.flyte.runs.query.row.ActionRowReader;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;

/**
 * Writes reported phases into actions by the rule {@link PhaseTransition}. The only writer of phases but for abort; see
 * docs/behaviour/phases-and-attempts.md.
 */
@ApplicationScoped
public class PhaseStore {
    private static final Logger LOG = Logger.getLogger(PhaseStore.class);

    /** What is recorded of an action. */
    private enum RecordedColumn implements ResultColumn {
        PROJECT,
        DOMAIN,
        RUN_NAME,
        NAME,
        PHASE,
        ATTEMPTS;

        private static final int COUNT = values().length;

        static ActionKey key(Row row) {
            return new ActionKey(PROJECT.text(row), DOMAIN.text(row), RUN_NAME.text(row), NAME.text(row));
        }

        static Observed observed(Row row) {
            return new Observed(ATTEMPTS.integer(row), ActionPhases.of(PHASE.small(row)));
        }
    }

    private static final String OTHER_ATTEMPT = "r.attempt > a.attempts";

    private static final String REPORTS_TERMINAL = "r.rank = " + ActionPhases.TERMINAL_RANK;

    /** A report of a further attempt drops the details of the one before. */
    private static final String ENDED = """
            CASE WHEN %s THEN GREATEST(COALESCE(CASE WHEN %s THEN NULL ELSE a.ended_at END, r.ended_at, now()),
                                       a.created_at) END""".formatted(REPORTS_TERMINAL, OTHER_ATTEMPT);

    private static final String STARTED = """
            CASE WHEN r.started_at < a.created_at - interval '1 second' THEN r.started_at ELSE a.created_at END""";

    private static final String REPORTS = """
            unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::int[], $7::int[], $8::int[],
                   $9::timestamptz[], $10::timestamptz[], $11::bytea[], $12::text[], $13::bytea[], $14::bytea[],
                   $15::text[])
                AS r(project, domain, run_name, name, attempt, phase, rank, cache_status,
                     started_at, ended_at, error, output_uri, signal_value, signalled_by,
                     abort_reason)""";

    /**
     * Whether a report that changed its row ends the attempt. A report with details may have completed an attempt that
     * had ended before: only then a subquery looks at the row as it was.
     */
    private static final String ENDS =
            """
            CASE WHEN NOT %s THEN false
                 WHEN r.error IS NULL AND r.output_uri IS NULL AND r.signal_value IS NULL AND r.cache_status = 0 THEN true
                 ELSE (SELECT %s OR o.attempts < a.attempts FROM actions AS o WHERE %s)
            END""".formatted(REPORTS_TERMINAL, PhaseSql.isNotTerminal("o.phase"), ActionKeySql.match("o", "a"));

    /**
     * Each try of a task has a folder of its own, and a status does not say which has decided: what an earlier report
     * said is not known to be right any more.
     */
    private static final String OUTPUT = """
            CASE WHEN a.action_type = %d AND (%s)
                 THEN COALESCE(r.output_uri, CASE WHEN %s OR %s THEN NULL ELSE a.output_uri END)
                 ELSE COALESCE(CASE WHEN %s THEN NULL ELSE a.output_uri END, r.output_uri) END""".formatted(
                    ActionType.ACTION_TYPE_TASK_VALUE,
                    PhaseTransition.SQL_APPLIES,
                    OTHER_ATTEMPT,
                    REPORTS_TERMINAL,
                    OTHER_ATTEMPT);

    private static final String UPDATE = """
            UPDATE actions AS a
               SET phase = r.phase,
                   attempts = CASE WHEN r.attempt = 0 THEN a.attempts ELSE r.attempt END,
                   cache_status = CASE WHEN r.cache_status <> 0 THEN r.cache_status
                                       WHEN %1$s THEN 0 ELSE a.cache_status END,
                   created_at = %2$s,
                   updated_at = now(),
                   ended_at = %3$s,
                   duration_ms = (extract(epoch FROM %3$s - %2$s) * 1000)::bigint,
                   change_seq = DEFAULT,
                   error = COALESCE(CASE WHEN %1$s THEN NULL ELSE a.error END, r.error),
                   output_uri = %9$s,
                   signal_value = COALESCE(a.signal_value, r.signal_value),
                   signalled_by = COALESCE(a.signalled_by, r.signalled_by),
                   abort_reason = COALESCE(a.abort_reason, CASE WHEN %8$s THEN r.abort_reason END)
              FROM %4$s
             WHERE %5$s
               AND ((%6$s)
                    OR (%7$s AND ((a.error IS NULL AND r.error IS NOT NULL)
                                  OR (a.output_uri IS NULL AND r.output_uri IS NOT NULL)
                                  OR (a.signal_value IS NULL AND r.signal_value IS NOT NULL)
                                  OR (a.cache_status = 0 AND r.cache_status <> 0))))
            RETURNING
            """.formatted(
                    OTHER_ATTEMPT,
                    STARTED,
                    ENDED,
                    REPORTS,
                    ActionKeySql.match("a", "r"),
                    PhaseTransition.SQL_APPLIES,
                    PhaseTransition.SQL_REPEATS,
                    PhaseSql.is("r.phase", ActionPhase.ACTION_PHASE_ABORTED),
                    OUTPUT);

    static final String APPLY = UPDATE + ResultColumn.listOf("a", RecordedColumn.values()) + ", " + ENDS;

    /** Answers whole rows too, for watches. */
    static final String APPLY_AND_READ = UPDATE + ResultColumn.listOf("a", ActionColumn.values()) + ", " + ENDS;

    /** The number of the first parameter after those of the reports. */
    private static final int FIRST_OF_EVENTS = 16;

    static final String APPEND_AND_APPLY =
            "WITH appended AS (%s)\n%s".formatted(EventStore.insert(FIRST_OF_EVENTS), APPLY);

    static final String APPEND_APPLY_AND_READ =
            "WITH appended AS (%s)\n%s".formatted(EventStore.insert(FIRST_OF_EVENTS), APPLY_AND_READ);

    static final String RECORDED =
            """
            SELECT %s
              FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS r(project, domain, run_name, name)
              JOIN actions AS a ON %s
            """.formatted(ResultColumn.listOf("a", RecordedColumn.values()), ActionKeySql.match("a", "r"));

    /**
     * What is recorded after a report.
     *
     * @param changed whether the report changed anything
     * @param ended whether the report ended the attempt
     */
    record Written(Observed state, boolean changed, boolean ended) {}

    /**
     * The outcome of a batch of reports.
     *
     * @param written what is recorded now, by action; without the actions that do not exist
     * @param rows of the actions that changed, if they were asked for
     */
    record Applied(Map<ActionKey, Written> written, List<ActionRow> rows) {
        /** The actions that changed. */
        List<ActionKey> changed() {
            return written.entrySet().stream()
                    .filter(entry -> entry.getValue().changed())
                    .map(Map.Entry::getKey)
                    .toList();
        }
    }

    /**
     * Logs the attempts that ended; to be called after the commit. Of a run only its end is INFO: the operator logs the
     * end of each action, and a line for each report would cost a tenth of the service's rate.
     */
    static void logEnded(Map<ActionKey, Written> written) {
        written.forEach((key, now) -> {
            if (now.ended()) {
                LOG.logf(
                        key.isRoot() ? Level.INFO : Level.DEBUG,
                        "action ended: run=%s action=%s attempt=%d phase=%s",
                        key.run(),
                        key.name(),
                        now.state().attempt(),
                        ActionPhases.shortName(now.state().phase()));
            }
        });
    }

    /**
     * Writes reports of distinct actions in one statement.
     *
     * @return what is recorded now, by action; without the actions that do not exist
     */
    Uni<Map<ActionKey, Written>> apply(SqlClient client, List<PhaseReport> reports) {
        return apply(client, reports, false).map(Applied::written);
    }

    /** As above; with the rows of the changed actions if they are to be read. */
    Uni<Applied> apply(SqlClient client, List<PhaseReport> reports, boolean read) {
        return update(client, reports, read)
                .chain(applied ->
                        addUnchanged(client, reports, applied.written()).replaceWith(applied));
    }

    /** As above, without the actions that did not change; with rows if they are to be read. */
    Uni<Applied> update(SqlClient client, List<PhaseReport> reports, boolean read) {
        return client.preparedQuery(read ? APPLY_AND_READ : APPLY)
                .execute(parameters(reports))
                .map(rows -> applied(rows, read));
    }

    /** As above; appends events to the log with the same statement. */
    Uni<Applied> appendAndUpdate(SqlClient client, List<EventRow> events, List<PhaseReport> reports, boolean read) {
        return client.preparedQuery(read ? APPEND_APPLY_AND_READ : APPEND_AND_APPLY)
                .execute(EventStore.addParameters(parameters(reports), events))
                .map(rows -> applied(rows, read));
    }

    private static Applied applied(RowSet<io.vertx.mutiny.sqlclient.Row> rows, boolean read) {
        return read ? changedRows(rows) : new Applied(changed(rows), List.of());
    }

    private static Map<ActionKey, Written> changed(RowSet<io.vertx.mutiny.sqlclient.Row> rows) {
        Map<ActionKey, Written> written = new HashMap<>();
        for (Row row : ResultRows.of(rows)) {
            boolean ended = row.getBoolean(RecordedColumn.COUNT);
            written.put(RecordedColumn.key(row), new Written(RecordedColumn.observed(row), true, ended));
        }
        return written;
    }

    private static Applied changedRows(RowSet<io.vertx.mutiny.sqlclient.Row> rows) {
        Map<ActionKey, Written> written = new HashMap<>();
        List<ActionRow> changed = new ArrayList<>();
        ActionRowReader reader = new ActionRowReader();
        for (Row row : ResultRows.of(rows)) {
            ActionRow action = reader.read(row);
            changed.add(action);
            Observed state = new Observed(action.attempts(), action.phase());
            written.put(action.key(), new Written(state, true, row.getBoolean(ActionColumn.COUNT)));
        }
        return new Applied(written, changed);
    }

    private static Uni<Map<ActionKey, Written>> addUnchanged(
            SqlClient client, List<PhaseReport> reports, Map<ActionKey, Written> written) {
        if (written.size() == reports.size()) {
            return Uni.createFrom().item(written);
        }
        List<ActionKey> unchanged = reports.stream()
                .map(PhaseReport::key)
                .filter(key -> !written.containsKey(key))
                .toList();
        Tuple keys = ArrayParameters.of(unchanged).key(key -> key).tuple();
        return client.preparedQuery(RECORDED).execute(keys).map(rows -> {
            for (Row row : ResultRows.of(rows)) {
                written.put(RecordedColumn.key(row), new Written(RecordedColumn.observed(row), false, false));
            }
            return written;
        });
    }

    static Tuple parameters(List<PhaseReport> reports) {
        return ArrayParameters.of(reports)
                .key(PhaseReport::key)
                .integer(PhaseReport::attempt)
                .integer(r -> r.phase().getNumber())
                .integer(PhaseReport::rank)
                .integer(PhaseReport::cacheStatus)
                .time(r -> r.span().start())
                .time(r -> r.span().end())
                .bytes(r -> ActionPhases.isRetryable(r.phase()) ? r.result().error() : null)
                .text(r -> ActionPhases.hasOutputs(r.phase()) ? r.result().outputUri() : null)
                .bytes(r -> r.signal().value())
                .bytes(r -> r.signal().by())
                .text(PhaseReport::abortReason)
                .tuple();
    }
}
