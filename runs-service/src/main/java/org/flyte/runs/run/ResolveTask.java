package org.flyte.runs.run;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.idl.task.TaskIdentifier;
import org.flyte.idl.task.TaskSpec;
import org.flyte.idl.task.TaskSpecSource;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.runs.action.SpecBlob;
import org.flyte.runs.run.RunRequest.TaskReference;

/** Resolves the task of a run. Deployed tasks and triggers do not exist yet, so references to them are NotFound. */
@ApplicationScoped
class ResolveTask {
    /**
     * The task to run.
     *
     * @param source where the spec comes from
     */
    record ResolvedTask(TaskIdentifier id, TaskSpec spec, TaskSpecSource source) {
        static ResolvedTask inline(TaskSpec spec) {
            return new ResolvedTask(SpecBlob.taskId(spec), spec, TaskSpecSource.TASK_SPEC_SOURCE_EPHEMERAL);
        }

        String shortName() {
            return spec.getShortName().isEmpty() ? id.getName() : spec.getShortName();
        }
    }

    Uni<ResolvedTask> execute(TaskReference reference) {
        return switch (reference) {
            case TaskReference.Inline inline -> Uni.createFrom().item(ResolvedTask.inline(inline.spec()));
            case TaskReference.Deployed deployed ->
                Uni.createFrom()
                        .failure(new NotFound(
                                "task %s version %s is not deployed",
                                deployed.id().getName(), deployed.id().getVersion()));
            case TaskReference.OfTrigger trigger ->
                Uni.createFrom().failure(new NotFound("trigger %s does not exist", trigger.trigger()));
        };
    }
}
