package org.flyte.runs.bulk;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import org.flyte.idl.bulk.BulkOutcome;
import org.flyte.idl.bulk.BulkResult;
import org.flyte.idl.bulk.BulkState;
import org.flyte.platform.model.ProtoTime;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.db.ArrayParameters;
import org.flyte.runs.db.ResultColumn;
import org.flyte.runs.db.ResultRows;
import org.flyte.runs.list.ListPage;
import org.flyte.runs.list.rule.ListQuery;

/** The runs of operations: reserves them for one replica, records what became of them, and reports it. */
@ApplicationScoped
class BulkRunStore {
    private enum RunColumn implements ResultColumn {
        POSITION,
        RUN_NAME,
        TRIES
    }

    private enum ReportColumn implements ResultColumn {
        RUN_NAME,
        PHASE,
        OUTCOME,
        NEW_RUN_NAME,
        MESSAGE,
        TRIES,
        ENDED_AT
    }

    private static final String CLAIM = """
        WITH due AS MATERIALIZED (
            SELECT position FROM bulk_runs
             WHERE operation_id = $1 AND outcome = 0 AND due_at <= $2
             ORDER BY position LIMIT $4 FOR UPDATE SKIP LOCKED)
        UPDATE bulk_runs AS r
           SET due_at = $3, tries = tries + 1
          FROM due
         WHERE r.operation_id = $1 AND r.position = due.position
        RETURNING %s
        """.formatted(ResultColumn.listOf("r", RunColumn.values()));

    /** The first result of a run stays; the operation has ended with the last one. */
    private static final String RECORD = """
        WITH recorded AS (
            UPDATE bulk_runs AS r
               SET outcome = d.outcome, new_run_name = d.new_run_name, message = d.message,
                   due_at = COALESCE(d.due_at, r.due_at), ended_at = CASE WHEN d.outcome <> 0 THEN $2 END
              FROM unnest($3::int[], $4::smallint[], $5::text[], $6::text[], $7::timestamptz[])
                   AS d(position, outcome, new_run_name, message, due_at)
             WHERE r.operation_id = $1 AND r.position = d.position AND r.outcome = 0
            RETURNING r.outcome),
        counted AS (
            SELECT count(*) FILTER (WHERE outcome = %1$d)::int AS succeeded,
                   count(*) FILTER (WHERE outcome = %2$d)::int AS skipped,
                   count(*) FILTER (WHERE outcome = %3$d)::int AS failed
              FROM recorded)
        UPDATE bulk_operations AS o
           SET succeeded = o.succeeded + c.succeeded, skipped = o.skipped + c.skipped, failed = o.failed + c.failed,
               state = CASE WHEN %4$s THEN %5$d ELSE o.state END,
               next_at = CASE WHEN %4$s THEN NULL ELSE o.next_at END,
               ended_at = CASE WHEN %4$s THEN $2 ELSE o.ended_at END
          FROM counted AS c
         WHERE o.id = $1
        RETURNING o.state
        """.formatted(
                    BulkOutcome.BULK_OUTCOME_SUCCEEDED_VALUE,
                    BulkOutcome.BULK_OUTCOME_SKIPPED_VALUE,
                    BulkOutcome.BULK_OUTCOME_FAILED_VALUE,
                    "o.state = " + BulkState.BULK_STATE_RUNNING_VALUE + " AND o.succeeded + o.skipped + o.failed"
                            + " + c.succeeded + c.skipped + c.failed = o.total",
                    BulkState.BULK_STATE_COMPLETED_VALUE);

    private final Pool pool;

    BulkRunStore(Pool pool) {
        this.pool = pool;
    }

    /** Reserves the next runs, as many as belong to one second. */
    Uni<List<BulkRun>> claim(BulkOperation operation, Instant now, Duration lease) {
        return pool.preparedQuery(CLAIM)
                .execute(Tuple.of(
                        operation.id(),
                        utc(now),
                        utc(now.plus(lease)),
                        operation.request().getRunsPerSecond()))
                .map(rows -> ResultRows.of(rows).list(row -> run(operation, row)));
    }

    /** Completes after the commit; answers whether the operation has ended with these results. */
    Uni<Boolean> record(BulkOperation operation, List<BulkRun.Result> results, Instant now) {
        List<BulkRun.Result> inOrder = results.stream()
                .sorted(Comparator.comparingInt(BulkRun.Result::position))
                .toList();
        return pool.preparedQuery(RECORD)
                .execute(ArrayParameters.of(inOrder, Tuple.of(operation.id(), utc(now)))
                        .integer(BulkRun.Result::position)
                        .small(result -> result.outcome().getNumber())
                        .text(BulkRun.Result::newRun)
                        .text(BulkRun.Result::message)
                        .time(result -> result.due().orElse(null))
                        .tuple())
                .map(rows -> ResultRows.of(rows)
                        .first(row -> row.getShort("state") == BulkState.BULK_STATE_COMPLETED_VALUE)
                        .orElse(false));
    }

    /** A page of the report. */
    Uni<ListPage<BulkResult>> report(BulkOperation operation, ListQuery query) {
        query.conditions().equal("operation_id", operation.id());
        return ListPage.read(
                pool,
                ResultColumn.list(ReportColumn.values()),
                ReportColumn.values().length,
                "bulk_runs",
                query,
                row -> result(operation, row));
    }

    private static BulkRun run(BulkOperation operation, Row row) {
        return new BulkRun(
                RunColumn.POSITION.integer(row),
                new RunKey(operation.project(), operation.domain(), RunColumn.RUN_NAME.text(row)),
                RunColumn.TRIES.integer(row));
    }

    private static BulkResult result(BulkOperation operation, Row row) {
        BulkResult.Builder result = BulkResult.newBuilder()
                .setRunId(key(operation, ReportColumn.RUN_NAME.text(row)).toProto())
                .setPhaseValue(ReportColumn.PHASE.small(row))
                .setOutcomeValue(ReportColumn.OUTCOME.small(row))
                .setMessage(ReportColumn.MESSAGE.text(row))
                .setTries(ReportColumn.TRIES.integer(row));
        String newRun = ReportColumn.NEW_RUN_NAME.text(row);
        if (!newRun.isEmpty()) {
            result.setNewRunId(key(operation, newRun).toProto());
        }
        Instant ended = ReportColumn.ENDED_AT.time(row);
        if (ended != null) {
            result.setEndedAt(ProtoTime.of(ended));
        }
        return result.build();
    }

    private static RunKey key(BulkOperation operation, String run) {
        return new RunKey(operation.project(), operation.domain(), run);
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
