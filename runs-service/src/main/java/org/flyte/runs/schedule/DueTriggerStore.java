package org.flyte.runs.schedule;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.flyte.idl.task.TriggerAutomationSpec;
import org.flyte.idl.trigger.TriggerSpec;
import org.flyte.platform.model.PhaseSql;
import org.flyte.runs.db.ResultColumn;
import org.flyte.runs.db.ResultRows;
import org.flyte.runs.trigger.TriggerKey;

/** Reserves due triggers for one replica, and moves them on to their next due time. */
@ApplicationScoped
class DueTriggerStore {
    private enum DueColumn implements ResultColumn {
        PROJECT,
        DOMAIN,
        TASK_NAME,
        NAME,
        REVISION,
        NEXT_FIRE_AT,
        ANCHOR_AT,
        FAILURES,
        AUTOMATION_SPEC,
        SPEC
    }

    private static final String CLAIM = """
            WITH due AS MATERIALIZED (
                SELECT project, domain, task_name, name
                  FROM triggers
                 WHERE next_fire_at <= $1 AND (claimed_until IS NULL OR claimed_until <= $1)
                 ORDER BY next_fire_at LIMIT $3 FOR UPDATE SKIP LOCKED)
            UPDATE triggers AS t
               SET claimed_until = $2
              FROM due
             WHERE t.project = due.project AND t.domain = due.domain AND t.task_name = due.task_name
               AND t.name = due.name
            RETURNING %s
            """.formatted(ResultColumn.listOf("t", DueColumn.values()));

    /** A trigger that was changed meanwhile has a schedule of its own. */
    private static final String SAME =
            " WHERE project = $1 AND domain = $2 AND task_name = $3 AND name = $4 AND revision = $5 AND next_fire_at = $6";

    private static final String ADVANCE = "UPDATE triggers SET next_fire_at = $7, claimed_until = NULL, failures = 0,"
            + " last_scheduled_at = COALESCE($8, last_scheduled_at)" + SAME;

    private static final String POSTPONE = "UPDATE triggers SET claimed_until = $7, failures = $8" + SAME;

    /** However many runs of the trigger have ended. */
    static final String IS_RUNNING = """
            SELECT EXISTS (SELECT 1 FROM listed_runs
                            WHERE project = $1::text AND domain = $2::text AND trigger_task_name = $3::text
                              AND trigger_name = $4::text AND trigger_name IS NOT NULL AND NOT tracked AND %s) AS running
            """.formatted(PhaseSql.isLive("phase"));

    private final Pool pool;

    DueTriggerStore(Pool pool) {
        this.pool = pool;
    }

    /** Reserves up to so many triggers that are due. */
    Uni<List<DueTrigger>> claim(Instant now, Duration lease, int limit) {
        return pool.preparedQuery(CLAIM)
                .execute(Tuple.of(utc(now), utc(now.plus(lease)), limit))
                .map(rows -> ResultRows.of(rows).list(DueTriggerStore::read));
    }

    /** Whether a run of the trigger is active. */
    Uni<Boolean> isRunning(TriggerKey key) {
        return pool.preparedQuery(IS_RUNNING)
                .execute(Tuple.of(key.project(), key.domain(), key.taskName(), key.name()))
                .map(rows -> ResultRows.of(rows)
                        .first(row -> row.getBoolean("running"))
                        .orElseThrow());
    }

    /**
     * Sets the next due time.
     *
     * @param next null when the schedule has ended
     * @param fired the due time that a run was started for, null when it was passed over
     */
    Uni<Void> advance(DueTrigger trigger, Instant next, Instant fired) {
        return pool.preparedQuery(ADVANCE)
                .execute(same(trigger).addOffsetDateTime(utc(next)).addOffsetDateTime(utc(fired)))
                .replaceWithVoid();
    }

    /** Keeps the due time for later. */
    Uni<Void> postpone(DueTrigger trigger, Instant until, int failures) {
        return pool.preparedQuery(POSTPONE)
                .execute(same(trigger).addOffsetDateTime(utc(until)).addInteger(failures))
                .replaceWithVoid();
    }

    private static Tuple same(DueTrigger trigger) {
        TriggerKey key = trigger.key();
        return Tuple.tuple()
                .addString(key.project())
                .addString(key.domain())
                .addString(key.taskName())
                .addString(key.name())
                .addLong(trigger.revision())
                .addOffsetDateTime(utc(trigger.due()));
    }

    private static DueTrigger read(Row row) {
        return new DueTrigger(
                new TriggerKey(
                        DueColumn.PROJECT.text(row),
                        DueColumn.DOMAIN.text(row),
                        DueColumn.TASK_NAME.text(row),
                        DueColumn.NAME.text(row)),
                DueColumn.REVISION.number(row),
                DueColumn.NEXT_FIRE_AT.time(row),
                DueColumn.ANCHOR_AT.time(row),
                DueColumn.FAILURES.integer(row),
                DueColumn.AUTOMATION_SPEC.message(row, TriggerAutomationSpec.parser()),
                DueColumn.SPEC.message(row, TriggerSpec.parser()));
    }

    private static OffsetDateTime utc(Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }
}
