package org.flyte.runs.outbox;

import com.google.protobuf.StringValue;
import org.flyte.idl.actions.Action;
import org.flyte.idl.actions.EnqueueRequest;
import org.flyte.idl.task.RunSpec;
import org.flyte.idl.task.TaskIdentifier;
import org.flyte.idl.task.TaskSpec;
import org.flyte.idl.workflow.TaskAction;
import org.flyte.platform.model.ActionKey;

/**
 * A task action as actions-service gets it.
 *
 * @param parent "" for a root
 * @param inputUri of a root the folder of its inputs
 */
public record TaskToEnqueue(
        ActionKey key, String parent, String group, String inputUri, String outputBase, Task task, RunSpec runSpec) {

    /** @param cacheKey "" when the task is not cacheable */
    public record Task(TaskIdentifier id, TaskSpec spec, String cacheKey) {}

    /** The root of a run. */
    public static TaskToEnqueue root(ActionKey key, String inputFolder, String outputBase, Task task, RunSpec runSpec) {
        return new TaskToEnqueue(key, "", "", inputFolder, outputBase, task, runSpec);
    }

    public EnqueueRequest toRequest() {
        return EnqueueRequest.newBuilder()
                .setAction(Action.newBuilder()
                        .setActionId(key.toProto())
                        .setParentActionName(parent)
                        .setGroup(group)
                        .setInputUri(inputUri)
                        .setRunOutputBase(outputBase)
                        .setTask(TaskAction.newBuilder()
                                .setId(task.id())
                                .setSpec(task.spec())
                                .setCacheKey(StringValue.of(task.cacheKey()))))
                .setRunSpec(runSpec)
                .build();
    }
}
