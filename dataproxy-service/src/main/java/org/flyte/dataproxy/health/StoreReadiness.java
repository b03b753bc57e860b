package org.flyte.dataproxy.health;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.flyte.dataproxy.BlockingExecutor;
import org.flyte.platform.model.Address;
import org.flyte.platform.storage.ObjectStore;

/** Ready when the object store answers: nearly every call needs it. */
@Readiness
@ApplicationScoped
class StoreReadiness implements AsyncHealthCheck {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final ObjectStore store;
    private final BlockingExecutor blocking;

    StoreReadiness(ObjectStore store, BlockingExecutor blocking) {
        this.store = store;
        this.blocking = blocking;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return blocking.call(() -> store.head(Address.join(store.base(), "readiness-probe")))
                .ifNoItem()
                .after(TIMEOUT)
                .fail()
                .replaceWith(true)
                .onFailure()
                .recoverWithItem(false)
                .map(reachable -> HealthCheckResponse.named("object store")
                        .status(reachable)
                        .withData("base", store.base())
                        .build());
    }
}
