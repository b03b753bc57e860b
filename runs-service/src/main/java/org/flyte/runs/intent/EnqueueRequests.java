package org.flyte.runs.intent;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.StringValue;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.flyte.idl.actions.Action;
import org.flyte.idl.actions.EnqueueRequest;
import org.flyte.idl.task.RunSpec;
import org.flyte.idl.task.TaskIdentifier;
import org.flyte.idl.task.TaskSpec;
import org.flyte.idl.workflow.TaskAction;
import org.flyte.runs.action.ActionKey;
import org.flyte.runs.db.SameAction;

/** Builds the call that enqueues a task action, from a new run or again from its rows. */
@ApplicationScoped
public class EnqueueRequests {
    private static final String INPUTS_FILE = "/inputs.pb";
    private static final String ACTION =
            """
            SELECT a.parent_action_name, a.action_group, a.input_uri, a.run_output_base, a.cache_key, a.task_project,
                   a.task_domain, a.task_name, a.task_version, s.spec, root.run_spec
              FROM actions AS a
              JOIN actions AS root ON %s
              LEFT JOIN task_specs AS s ON s.digest = a.task_spec_digest
             WHERE %s
               AND a.phase NOT IN (5, 6, 7, 8, 10) AND a.action_type = 1
            """.formatted(SameAction.on("root", "$1", "$2", "$3", "'a0'"), SameAction.on("a", "$1", "$2", "$3", "$4"));

    private final Pool pool;

    EnqueueRequests(Pool pool) {
        this.pool = pool;
    }

    /** The call for a root action. */
    public static EnqueueRequest root(
            ActionKey key, String inputUri, String outputBase, TaskAction task, RunSpec runSpec) {
        return EnqueueRequest.newBuilder()
                .setAction(Action.newBuilder()
                        .setActionId(key.toId())
                        .setInputUri(directory(inputUri))
                        .setRunOutputBase(outputBase)
                        .setTask(task))
                .setRunSpec(runSpec)
                .build();
    }

    /** The task as it is enqueued; a task that is not cacheable has the key "". */
    public static TaskAction task(TaskIdentifier id, TaskSpec spec, String cacheKey) {
        return TaskAction.newBuilder()
                .setId(id)
                .setSpec(spec)
                .setCacheKey(StringValue.of(cacheKey))
                .build();
    }

    /** The call as it was made before; empty when the action is gone or finished, or never had a spec. */
    Uni<Optional<EnqueueRequest>> again(ActionKey key) {
        return pool.preparedQuery(ACTION)
                .execute(Tuple.of(key.project(), key.domain(), key.run(), key.name()))
                .map(rows -> {
                    for (Row row : rows) {
                        return request(key, row);
                    }
                    return Optional.empty();
                });
    }

    private static Optional<EnqueueRequest> request(ActionKey key, Row row) {
        Buffer spec = row.getDelegate().getBuffer(9);
        if (spec == null) {
            return Optional.empty();
        }
        try {
            Buffer runSpec = row.getDelegate().getBuffer(10);
            EnqueueRequest.Builder request = root(
                    key,
                    row.getString(2),
                    row.getString(3),
                    task(taskId(row), TaskSpec.parseFrom(spec.getBytes()), row.getString(4)),
                    runSpec == null ? RunSpec.getDefaultInstance() : RunSpec.parseFrom(runSpec.getBytes()))
                    .toBuilder();
            String parent = row.getString(0);
            if (parent != null) {
                request.getActionBuilder().setParentActionName(parent).setInputUri(row.getString(2));
            }
            request.getActionBuilder().setGroup(text(row.getString(1)));
            return Optional.of(request.build());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("action %s is stored with broken bytes".formatted(key), e);
        }
    }

    private static TaskIdentifier taskId(Row row) {
        return TaskIdentifier.newBuilder()
                .setProject(text(row.getString(5)))
                .setDomain(text(row.getString(6)))
                .setName(text(row.getString(7)))
                .setVersion(text(row.getString(8)))
                .build();
    }

    private static String directory(String inputUri) {
        return inputUri.endsWith(INPUTS_FILE)
                ? inputUri.substring(0, inputUri.length() - INPUTS_FILE.length())
                : inputUri;
    }

    private static String text(String column) {
        return column == null ? "" : column;
    }
}
