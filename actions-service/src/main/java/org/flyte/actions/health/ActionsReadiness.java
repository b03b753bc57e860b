package org.flyte.actions.health;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.flyte.actions.cluster.TaskActionInformer;
import org.flyte.actions.runs.RunsServiceClient;

/** Ready when the informer has synced and runs-service answers: without either, no call could be served. */
@Readiness
@ApplicationScoped
class ActionsReadiness implements AsyncHealthCheck {
    private static final Duration PING_TIMEOUT = Duration.ofSeconds(1);

    private final TaskActionInformer informer;
    private final RunsServiceClient runs;

    ActionsReadiness(TaskActionInformer informer, RunsServiceClient runs) {
        this.informer = informer;
        this.runs = runs;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return runs.ping(PING_TIMEOUT)
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
