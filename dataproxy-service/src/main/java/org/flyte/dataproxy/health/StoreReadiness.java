package org.flyte.dataproxy.health;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.flyte.dataproxy.BlockingExecutor;
import org.flyte.platform.storage.ObjectStore;
import org.jboss.logging.Logger;

/**
 * Ready once the object store has answered and has the bucket of the base: a wrong configuration stops an update. From
 * then on an outage of the store is reported but does not take the replica out: it would take all of them, with logs and
 * addresses, which need no store, and callers get {@code UNAVAILABLE} from a replica as well as they would from none.
 */
@Readiness
@ApplicationScoped
class StoreReadiness implements AsyncHealthCheck {
    private static final Logger LOG = Logger.getLogger(StoreReadiness.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final ObjectStore store;
    private final BlockingExecutor blocking;
    private final AtomicBoolean answered = new AtomicBoolean();
    private final AtomicBoolean outage = new AtomicBoolean();

    StoreReadiness(ObjectStore store, BlockingExecutor blocking) {
        this.store = store;
        this.blocking = blocking;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return blocking.call(() -> {
                    store.verifyBase();
                    return true;
                })
                .ifNoItem()
                .after(TIMEOUT)
                .fail()
                .onFailure()
                .invoke(this::logOnce)
                .onFailure()
                .recoverWithItem(false)
                .map(this::answer);
    }

    private void logOnce(Throwable cause) {
        if (outage.compareAndSet(false, true)) {
            LOG.warnf(
                    "object store cannot be used: check flyte.storage.base, and the endpoint and credentials of its store:"
                            + " base=%s cause=%s",
                    store.base(), cause.getMessage());
        }
    }

    private HealthCheckResponse answer(boolean reachable) {
        if (reachable) {
            answered.set(true);
            outage.set(false);
        }
        return HealthCheckResponse.named("object store")
                .status(answered.get())
                .withData("base", store.base())
                .withData("reachable", reachable)
                .build();
    }
}
