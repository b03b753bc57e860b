package org.flyte.secrets.health;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.flyte.platform.secrets.SecretManager;
import org.flyte.secrets.ManagerCalls;

/** Ready when the secret manager answers and lets us list secrets: no call can be served without it. */
@Readiness
@ApplicationScoped
class ManagerReadiness implements AsyncHealthCheck {
    private final ManagerCalls calls;
    private final String name;

    ManagerReadiness(ManagerCalls calls, SecretManager manager) {
        this.calls = calls;
        this.name = manager.name();
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return calls.call("check", manager -> {
                    manager.check();
                    return true;
                })
                .onFailure()
                .recoverWithItem(false)
                .map(reachable -> HealthCheckResponse.named("secrets")
                        .status(reachable)
                        .withData("manager", name)
                        .build());
    }
}
