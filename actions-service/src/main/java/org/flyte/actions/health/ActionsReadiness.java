package org.flyte.actions.health;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.flyte.actions.cluster.TaskActionInformer;
import org.flyte.actions.runs.RunsService;

/** Ready when the TaskActions are known and runs-service answers: without either no call could be served. */
@Readiness
@ApplicationScoped
class ActionsReadiness implements AsyncHealthCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final TaskActionInformer informer;
    private final RunsService runs;

    ActionsReadiness(TaskActionInformer informer, RunsService runs) {
        this.informer = informer;
        this.runs = runs;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return runs.reach(PATIENCE)
                .replaceWith(true)
                .onFailure()
                .recoverWithItem(false)
                .map(reachable -> HealthCheckResponse.named("actions")
                        .status(reachable && informer.hasSynced())
                        .withData("taskActionsKnown", informer.hasSynced())
                        .withData("runsServiceReachable", reachable)
                        .build());
    }
}
