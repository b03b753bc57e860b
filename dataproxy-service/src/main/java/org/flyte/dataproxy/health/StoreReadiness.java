package org.flyte.dataproxy.health;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.flyte.dataproxy.Blocking;
import org.flyte.platform.model.Address;
import org.flyte.platform.storage.ObjectStore;

/** Ready when the object store answers: nearly every call needs it. */
@Readiness
@ApplicationScoped
class StoreReadiness implements AsyncHealthCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final ObjectStore store;
    private final Blocking blocking;

    StoreReadiness(ObjectStore store, Blocking blocking) {
        this.store = store;
        this.blocking = blocking;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return blocking.call(() -> store.head(Address.join(store.base(), "is-anybody-there")))
                .ifNoItem()
                .after(PATIENCE)
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
