package org.flyte.dataproxy.inputs;

import org.flyte.idl.common.TriggerName;
import org.flyte.idl.dataproxy.UploadInputsRequest;
import org.flyte.idl.task.TaskIdentifier;
import org.flyte.idl.task.TaskSpec;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/** How a request names the task that inputs are for. */
sealed interface TaskSource {
    /** The task itself. */
    record Inline(TaskSpec spec) implements TaskSource {}

    /** A task that is registered. */
    record Registered(TaskIdentifier id) implements TaskSource {}

    /** The task that a trigger starts. */
    record OfTrigger(TriggerName trigger) implements TaskSource {}

    static TaskSource from(UploadInputsRequest request) {
        return switch (request.getTaskCase()) {
            case TASK_SPEC -> new Inline(request.getTaskSpec());
            case TASK_ID -> new Registered(request.getTaskId());
            case TRIGGER_NAME -> new OfTrigger(request.getTriggerName());
            case TASK_NOT_SET -> throw new InvalidArgument("task is required: task_id, task_spec or trigger_name");
        };
    }
}
