package org.flyte.runs.run;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.flyte.idl.task.TaskDetails;
import org.flyte.idl.task.TaskIdentifier;
import org.flyte.idl.task.TaskSpec;
import org.flyte.idl.task.TaskSpecSource;
import org.flyte.runs.action.SpecBlob;
import org.flyte.runs.run.RunRequest.TaskReference;
import org.flyte.runs.task.GetTaskDetails;
import org.flyte.runs.task.TaskKey;
import org.flyte.runs.trigger.FindTrigger;
import org.flyte.runs.trigger.RunTrigger;

/** Resolves the task of a run; fails with NotFound for a task or trigger that is not deployed. */
@ApplicationScoped
class ResolveTask {
    /**
     * The task to run.
     *
     * @param source where the spec comes from
     * @param trigger that starts the run, if one does
     */
    record ResolvedTask(TaskIdentifier id, TaskSpec spec, TaskSpecSource source, Optional<RunTrigger> trigger) {
        static ResolvedTask inline(TaskSpec spec) {
            return new ResolvedTask(
                    SpecBlob.taskId(spec), spec, TaskSpecSource.TASK_SPEC_SOURCE_EPHEMERAL, Optional.empty());
        }

        static ResolvedTask deployed(TaskDetails task, Optional<RunTrigger> trigger) {
            return new ResolvedTask(
                    task.getTaskId(), task.getSpec(), TaskSpecSource.TASK_SPEC_SOURCE_DEPLOYED, trigger);
        }

        String shortName() {
            return spec.getShortName().isEmpty() ? id.getName() : spec.getShortName();
        }
    }

    private final GetTaskDetails tasks;
    private final FindTrigger triggers;

    ResolveTask(GetTaskDetails tasks, FindTrigger triggers) {
        this.tasks = tasks;
        this.triggers = triggers;
    }

    Uni<ResolvedTask> execute(TaskReference reference) {
        return switch (reference) {
            case TaskReference.Inline inline -> Uni.createFrom().item(ResolvedTask.inline(inline.spec()));
            case TaskReference.Deployed deployed ->
                tasks.execute(deployed.key()).map(task -> ResolvedTask.deployed(task, Optional.empty()));
            case TaskReference.OfTrigger wanted ->
                triggers.execute(wanted.project(), wanted.domain(), wanted.taskName(), wanted.name())
                        .chain(trigger -> tasks.execute(taskOf(trigger))
                                .map(task -> ResolvedTask.deployed(task, Optional.of(trigger))));
        };
    }

    /** To be called when a run was created. */
    Uni<Void> started(ResolvedTask task) {
        return task.trigger()
                .map(trigger -> triggers.started(trigger.key()))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    private static TaskKey taskOf(RunTrigger trigger) {
        return new TaskKey(
                trigger.key().project(),
                trigger.key().domain(),
                trigger.key().taskName(),
                trigger.spec().getTaskVersion());
    }
}
