package org.flyte.runs.trigger;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import org.flyte.idl.task.TriggerAutomationSpec;
import org.flyte.idl.trigger.TriggerSpec;
import org.flyte.runs.db.ResultColumn;
import org.flyte.runs.db.ResultRows;

/** Reads triggers for the runs that they start. */
@ApplicationScoped
class RunTriggerStore {
    private enum RunTriggerColumn implements ResultColumn {
        TASK_NAME,
        REVISION,
        TASK_VERSION,
        SPEC,
        AUTOMATION_SPEC
    }

    private static final String FIND = """
            SELECT %s FROM triggers
             WHERE project = $1 AND domain = $2 AND ($3 = '' OR task_name = $3) AND name = $4 AND deleted_at IS NULL
             LIMIT 2""".formatted(ResultColumn.list(RunTriggerColumn.values()));

    private static final String STARTED = """
            UPDATE triggers SET triggered_at = $5
             WHERE project = $1 AND domain = $2 AND task_name = $3 AND name = $4""";

    private final Pool pool;
    private final Clock clock;

    RunTriggerStore(Pool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /** The live triggers of a name, at most two, of one task or, without a task's name, of any. */
    Uni<List<RunTrigger>> find(String project, String domain, String taskName, String name) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(project, domain, taskName, name))
                .map(rows -> ResultRows.of(rows).list(row -> read(row, project, domain, name)));
    }

    Uni<Void> started(TriggerKey key) {
        return pool.preparedQuery(STARTED)
                .execute(Tuple.of(key.project(), key.domain(), key.taskName(), key.name())
                        .addOffsetDateTime(clock.instant().atOffset(ZoneOffset.UTC)))
                .replaceWithVoid();
    }

    private static RunTrigger read(Row row, String project, String domain, String name) {
        TriggerSpec spec = RunTriggerColumn.SPEC.message(row, TriggerSpec.parser());
        TriggerAutomationSpec automation =
                RunTriggerColumn.AUTOMATION_SPEC.message(row, TriggerAutomationSpec.parser());
        return new RunTrigger(
                new TriggerKey(project, domain, RunTriggerColumn.TASK_NAME.text(row), name),
                RunTriggerColumn.REVISION.number(row),
                (spec == null ? TriggerSpec.newBuilder() : spec.toBuilder())
                        .setTaskVersion(RunTriggerColumn.TASK_VERSION.text(row))
                        .build(),
                automation == null ? TriggerAutomationSpec.getDefaultInstance() : automation);
    }
}
