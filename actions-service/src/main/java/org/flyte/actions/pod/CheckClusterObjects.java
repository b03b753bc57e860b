package org.flyte.actions.pod;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.flyte.actions.cluster.RunContext;
import org.flyte.actions.enqueue.ActionSpec;
import org.flyte.actions.enqueue.EnqueuedAction;
import org.flyte.idl.core.Identity;
import org.flyte.platform.identity.Caller;
import org.flyte.platform.identity.cluster.ClusterObjects;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/**
 * Refuses what a task pod enqueues if the pod of that action could not be as it is asked for: with a service account or a Secret
 * that the project may not use. Of other callers runs-service has checked it.
 */
@ApplicationScoped
public class CheckClusterObjects {
    private final ClusterObjects objects;

    CheckClusterObjects(ClusterObjects objects) {
        this.objects = objects;
    }

    /** Fails with InvalidArgument, which the SDK does not retry, unlike PermissionDenied. */
    public void execute(EnqueuedAction action) {
        if (Caller.current() instanceof Caller.Pod && action.spec() instanceof ActionSpec.Task task) {
            String project = action.key().project();
            String domain = action.key().domain();
            objects.refusal(
                            project,
                            domain,
                            "action.task.spec.task_template",
                            task.content().getSpec().getTaskTemplate())
                    .or(() -> objects.refusal(
                            project, domain, "run_spec.security_context.run_as", identity(action.runContext())))
                    .ifPresent(refusal -> {
                        throw new InvalidArgument("%s", refusal);
                    });
        }
    }

    private static Identity identity(Optional<RunContext> run) {
        return Identity.newBuilder()
                .setK8SServiceAccount(run.map(RunContext::serviceAccount).orElse(""))
                .build();
    }
}
