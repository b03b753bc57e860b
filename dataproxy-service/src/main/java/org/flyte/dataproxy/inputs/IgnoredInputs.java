package org.flyte.dataproxy.inputs;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.flyte.dataproxy.runs.RunsClient;
import org.flyte.idl.common.TriggerName;
import org.flyte.idl.dataproxy.UploadInputsRequest;
import org.flyte.idl.task.TaskIdentifier;
import org.flyte.idl.task.TaskSpec;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/** Which inputs a task's cache ignores, by its spec, its id or the trigger that starts it. */
@ApplicationScoped
class IgnoredInputs {
    private final RunsClient runs;

    IgnoredInputs(RunsClient runs) {
        this.runs = runs;
    }

    Uni<List<String>> of(UploadInputsRequest request) {
        Uni<TaskSpec> spec = switch (request.getTaskCase()) {
            case TASK_SPEC -> Uni.createFrom().item(request.getTaskSpec());
            case TASK_ID -> runs.task(request.getTaskId()).map(details -> details.getSpec());
            case TRIGGER_NAME -> ofTrigger(request.getTriggerName());
            case TASK_NOT_SET -> throw new InvalidArgument("task is required: task_id, task_spec or trigger_name");
        };
        return spec.map(task -> List.copyOf(task.getTaskTemplate().getMetadata().getCacheIgnoreInputVarsList()));
    }

    private Uni<TaskSpec> ofTrigger(TriggerName trigger) {
        return runs.trigger(trigger)
                .map(details -> TaskIdentifier.newBuilder()
                        .setOrg(trigger.getOrg())
                        .setProject(trigger.getProject())
                        .setDomain(trigger.getDomain())
                        .setName(trigger.getTaskName())
                        .setVersion(details.getSpec().getTaskVersion())
                        .build())
                .chain(runs::task)
                .map(details -> details.getSpec());
    }
}
