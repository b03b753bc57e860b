package org.flyte.dataproxy.inputs;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.flyte.dataproxy.runs.RunsClient;
import org.flyte.idl.common.TriggerName;
import org.flyte.idl.task.TaskIdentifier;
import org.flyte.idl.task.TaskSpec;

/** Finds the names of the inputs that a task's cache ignores. */
@ApplicationScoped
class IgnoredInputs {
    private final RunsClient runs;

    IgnoredInputs(RunsClient runs) {
        this.runs = runs;
    }

    Uni<List<String>> of(TaskSource task) {
        Uni<TaskSpec> spec = switch (task) {
            case TaskSource.Inline inline -> Uni.createFrom().item(inline.spec());
            case TaskSource.Registered registered -> runs.task(registered.id()).map(details -> details.getSpec());
            case TaskSource.OfTrigger of -> ofTrigger(of.trigger());
        };
        return spec.map(
                found -> List.copyOf(found.getTaskTemplate().getMetadata().getCacheIgnoreInputVarsList()));
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
