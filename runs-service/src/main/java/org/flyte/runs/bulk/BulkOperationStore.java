package org.flyte.runs.bulk;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Optional;
import org.flyte.idl.bulk.BulkState;
import org.flyte.idl.bulk.StartBulkOperationRequest;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.runs.db.ArrayParameters;
import org.flyte.runs.db.ResultColumn;
import org.flyte.runs.db.ResultRows;
import org.flyte.runs.list.ListPage;
import org.flyte.runs.list.MatchingRuns;
import org.flyte.runs.list.rule.ListQuery;
import org.flyte.runs.list.rule.Sql;

/** Operations in the database. */
@ApplicationScoped
class BulkOperationStore {
    private enum OperationColumn implements ResultColumn {
        ID,
        REQUEST,
        STATE,
        CREATED_BY,
        CREATED_AT,
        ENDED_AT,
        TOTAL,
        SUCCEEDED,
        SKIPPED,
        FAILED
    }

    private static final String COLUMNS = ResultColumn.list(OperationColumn.values());

    /** More runs than this are not counted. */
    private static final int MAX_COUNTED = 1_000_000;

    /** Number of operations that one statement deletes, each with its report. */
    private static final int DELETED_AT_ONCE = 5;

    private static final int RUNNING = BulkState.BULK_STATE_RUNNING_VALUE;

    private static final String FIND = "SELECT " + COLUMNS + " FROM bulk_operations WHERE id = $1";

    private static final String CANCEL = """
        UPDATE bulk_operations SET state = %d, next_at = NULL, ended_at = $2 WHERE id = $1 AND state = %d
        """.formatted(BulkState.BULK_STATE_CANCELED_VALUE, RUNNING);

    /**
     * The next operation whose turn it is, for one second of its rate. An operation that fell behind makes up for one second
     * at most.
     */
    private static final String CLAIM = """
        WITH due AS MATERIALIZED (
            SELECT id FROM bulk_operations WHERE next_at <= $1 ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED)
        UPDATE bulk_operations AS o
           SET next_at = GREATEST(o.next_at, $1 - interval '1 second') + interval '1 second'
          FROM due
         WHERE o.id = due.id
        RETURNING %s
        """.formatted(ResultColumn.listOf("o", OperationColumn.values()));

    private static final String DELETE = """
        WITH old AS MATERIALIZED (
            SELECT id FROM bulk_operations WHERE ended_at < $1 ORDER BY ended_at LIMIT %d FOR UPDATE SKIP LOCKED)
        DELETE FROM bulk_operations AS o USING old WHERE o.id = old.id
        """.formatted(DELETED_AT_ONCE);

    private final Pool pool;

    BulkOperationStore(Pool pool) {
        this.pool = pool;
    }

    /**
     * Whether an operation was stored.
     *
     * @param matching number of matching runs, at most one more than are allowed
     * @param running number of operations of the project and domain before it
     */
    record Started(int matching, int running, boolean created) {}

    /** Stores an operation with its runs, unless there are too many of either or its id exists. */
    Uni<Started> start(NewBulkOperation operation, Optional<EnrichedIdentity> by, Instant now, int maxRunning) {
        Sql sql = operation.runs().sql();
        String source = operation.runs().source();
        String statement = insert(
                source,
                sql.bind(operation.maxRuns(), "int"),
                sql.bind(operation.id().value(), "text"),
                sql.bind(operation.project(), "text"),
                sql.bind(operation.domain(), "text"),
                sql.bind(operation.kind().number(), "int"),
                sql.bind(ArrayParameters.bufferOf(operation.request().toByteString()), "bytea"),
                sql.bind(
                        ArrayParameters.bufferOf(
                                by.map(EnrichedIdentity::toByteString).orElse(null)),
                        "bytea"),
                sql.bind(utc(now), "timestamptz"),
                sql.bind(operation.request().getRunsPerSecond(), "int"),
                BulkState.BULK_STATE_COMPLETED_VALUE,
                RUNNING,
                sql.bind(maxRunning, "int"));
        return pool.preparedQuery(statement)
                .execute(Tuple.from(new ArrayList<>(sql.values())))
                .map(rows -> ResultRows.of(rows)
                        .first(row -> new Started(
                                row.getInteger("matching"), row.getInteger("running"), row.getBoolean("created")))
                        .orElseThrow());
    }

    /** Number of runs. */
    Uni<Integer> count(MatchingRuns runs) {
        return pool.preparedQuery("SELECT count(*)::int AS matching FROM (SELECT FROM " + runs.source() + " LIMIT "
                        + MAX_COUNTED + ") AS counted")
                .execute(Tuple.from(new ArrayList<>(runs.sql().values())))
                .map(rows -> ResultRows.of(rows)
                        .first(row -> row.getInteger("matching"))
                        .orElseThrow());
    }

    Uni<Optional<BulkOperation>> find(BulkOperationId id) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(id.value()))
                .map(rows -> ResultRows.of(rows).first(BulkOperationStore::read));
    }

    /** Fails with NotFound. */
    Uni<BulkOperation> get(BulkOperationId id) {
        return find(id).map(
                        found -> found.orElseThrow(() -> new NotFound("bulk operation %s does not exist", id.value())));
    }

    /** A page of the operations of a project and domain. */
    Uni<ListPage<BulkOperation>> list(String project, String domain, ListQuery query) {
        query.conditions().equal("project", project).equal("domain", domain);
        return ListPage.read(
                pool, COLUMNS, OperationColumn.values().length, "bulk_operations", query, BulkOperationStore::read);
    }

    /** @return whether it was running */
    Uni<Boolean> cancel(BulkOperationId id, Instant now) {
        return pool.preparedQuery(CANCEL)
                .execute(Tuple.of(id.value(), utc(now)))
                .map(rows -> rows.rowCount() > 0);
    }

    /** The operation whose next runs are due, reserved for one second of its rate. */
    Uni<Optional<BulkOperation>> claim(Instant now) {
        return pool.preparedQuery(CLAIM)
                .execute(Tuple.of(utc(now)))
                .map(rows -> ResultRows.of(rows).first(BulkOperationStore::read));
    }

    /** @return whether there may be more of them */
    Uni<Boolean> deleteEndedBefore(Instant time) {
        return pool.preparedQuery(DELETE).execute(Tuple.of(utc(time))).map(rows -> rows.rowCount() == DELETED_AT_ONCE);
    }

    /** The runs are selected once, in the statement that stores the operation: none comes or goes afterwards. */
    private static String insert(Object... parts) {
        return """
            WITH matching AS MATERIALIZED (
                SELECT run_name, phase, row_number() OVER (ORDER BY created_at, run_name)::int AS position
                  FROM (SELECT run_name, phase, created_at FROM %1$s ORDER BY created_at, run_name LIMIT %2$s + 1) AS first),
            counted AS (
                SELECT count(*)::int AS matching,
                       (SELECT count(*) FROM bulk_operations
                         WHERE project = %4$s AND domain = %5$s AND next_at IS NOT NULL)::int AS running
                  FROM matching),
            operation AS (
                INSERT INTO bulk_operations (id, project, domain, kind, request, created_by, created_at, ended_at, state,
                                             runs_per_second, next_at, total)
                SELECT %3$s, %4$s, %5$s, %6$s, %7$s, %8$s, %9$s, CASE WHEN matching = 0 THEN %9$s END,
                       CASE WHEN matching = 0 THEN %11$d ELSE %12$d END, %10$s,
                       CASE WHEN matching > 0 THEN %9$s END, matching
                  FROM counted WHERE matching <= %2$s AND running < %13$s
                ON CONFLICT (id) DO NOTHING
                RETURNING id),
            selected AS (
                INSERT INTO bulk_runs (operation_id, position, run_name, phase, due_at)
                SELECT operation.id, position, run_name, phase, %9$s FROM operation CROSS JOIN matching)
            SELECT matching, running, EXISTS (SELECT FROM operation) AS created FROM counted
            """.formatted(parts);
    }

    private static BulkOperation read(Row row) {
        return new BulkOperation(
                OperationColumn.ID.text(row),
                OperationColumn.REQUEST.message(row, StartBulkOperationRequest.parser()),
                OperationColumn.STATE.small(row),
                Optional.ofNullable(OperationColumn.CREATED_BY.message(row, EnrichedIdentity.parser())),
                OperationColumn.CREATED_AT.time(row),
                Optional.ofNullable(OperationColumn.ENDED_AT.time(row)),
                new BulkOperation.Progress(
                        OperationColumn.TOTAL.integer(row),
                        OperationColumn.SUCCEEDED.integer(row),
                        OperationColumn.SKIPPED.integer(row),
                        OperationColumn.FAILED.integer(row)));
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
