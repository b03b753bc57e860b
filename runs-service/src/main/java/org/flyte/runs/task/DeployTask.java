package org.flyte.runs.task;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.flyte.platform.identity.cluster.ClusterObjects;
import org.flyte.platform.model.FlyteException.PermissionDenied;
import org.flyte.runs.identity.CallerIdentity;
import org.flyte.runs.project.RequireActiveProject;
import org.flyte.runs.trigger.CheckTrigger;
import org.flyte.runs.trigger.TriggerVersion;

/**
 * Deploys a version of a task with its triggers, which take the place of all that the task has; a version that exists is
 * replaced. Fails as {@link RequireActiveProject} does.
 */
@ApplicationScoped
class DeployTask {
    private final RequireActiveProject requireActiveProject;
    private final ClusterObjects objects;
    private final CheckTrigger checkTrigger;
    private final TaskStore tasks;
    private final CallerIdentity caller;

    DeployTask(
            RequireActiveProject requireActiveProject,
            ClusterObjects objects,
            CheckTrigger checkTrigger,
            TaskStore tasks,
            CallerIdentity caller) {
        this.requireActiveProject = requireActiveProject;
        this.objects = objects;
        this.checkTrigger = checkTrigger;
        this.tasks = tasks;
        this.caller = caller;
    }

    Uni<Void> execute(TaskVersion task, List<TriggerVersion> triggers) {
        var by = caller.current();
        objects.refusal(
                        task.key().project(),
                        task.key().domain(),
                        "spec.task_template",
                        task.spec().getTaskTemplate())
                .ifPresent(refusal -> {
                    throw new PermissionDenied("%s", refusal);
                });
        triggers.forEach(trigger -> checkTrigger.execute("triggers.spec.", trigger));
        return requireActiveProject
                .execute(task.key().project(), task.key().domain())
                .chain(() -> tasks.deploy(task, triggers, by));
    }
}
