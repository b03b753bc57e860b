package org.flyte.runs.outbox;

import com.google.protobuf.InvalidProtocolBufferException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.flyte.idl.actions.EnqueueRequest;
import org.flyte.idl.task.RunSpec;
import org.flyte.idl.task.TaskIdentifier;
import org.flyte.idl.task.TaskSpec;
import org.flyte.idl.workflow.ActionType;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.InputsLayout;
import org.flyte.platform.model.PhaseSql;
import org.flyte.runs.db.ActionKeySql;
import org.flyte.runs.db.Keyed;
import org.flyte.runs.db.ResultRows;

/** Reads from the rows of an action what its enqueue call needs. */
@ApplicationScoped
class EnqueueRequestReader {
    private static final String ACTION = """
            SELECT a.parent_action_name, a.action_group, a.input_uri, a.run_output_base, a.cache_key, a.task_project,
                   a.task_domain, a.task_name, a.task_version, s.spec, root.run_spec
              FROM actions AS a
              JOIN actions AS root ON %s
              LEFT JOIN task_specs AS s ON s.digest = a.task_spec_digest
             WHERE %s
               AND %s AND a.action_type = %d
            """.formatted(
                    ActionKeySql.match("root", "$1", "$2", "$3", ActionKeySql.ROOT),
                    ActionKeySql.matchParameters("a"),
                    PhaseSql.isNotTerminal("a.phase"),
                    ActionType.ACTION_TYPE_TASK_VALUE);

    private final Pool pool;

    EnqueueRequestReader(@Keyed Pool pool) {
        this.pool = pool;
    }

    /** The call as it was made before; empty when the action is gone or terminal, or never had a spec. */
    Uni<Optional<EnqueueRequest>> read(ActionKey key) {
        return pool.preparedQuery(ACTION)
                .execute(ActionKeySql.parameters(key))
                .map(rows -> ResultRows.of(rows)
                        .first(row -> task(key, row))
                        .flatMap(task -> task)
                        .map(TaskToEnqueue::toRequest));
    }

    private static Optional<TaskToEnqueue> task(ActionKey key, Row row) {
        Buffer spec = row.getBuffer("spec");
        if (spec == null) {
            return Optional.empty();
        }
        try {
            Buffer runSpec = row.getBuffer("run_spec");
            String parent = text(row, "parent_action_name");
            String inputUri = row.getString("input_uri");
            return Optional.of(new TaskToEnqueue(
                    key,
                    parent,
                    text(row, "action_group"),
                    parent.isEmpty() ? new InputsLayout(inputUri).folder() : inputUri,
                    row.getString("run_output_base"),
                    new TaskToEnqueue.Task(
                            taskId(row), TaskSpec.parseFrom(spec.getBytes()), row.getString("cache_key")),
                    runSpec == null ? RunSpec.getDefaultInstance() : RunSpec.parseFrom(runSpec.getBytes())));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("action %s is stored with broken bytes".formatted(key), e);
        }
    }

    private static TaskIdentifier taskId(Row row) {
        return TaskIdentifier.newBuilder()
                .setProject(text(row, "task_project"))
                .setDomain(text(row, "task_domain"))
                .setName(text(row, "task_name"))
                .setVersion(text(row, "task_version"))
                .build();
    }

    private static String text(Row row, String column) {
        String value = row.getString(column);
        return value == null ? "" : value;
    }
}
