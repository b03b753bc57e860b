package org.flyte.runs.outbox;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Enqueues task actions again that are not terminal and have not changed for a while, and all of them once at start-up.
 * Enqueue is idempotent: this restores a TaskAction that was lost and otherwise has no effect.
 */
@ApplicationScoped
class StaleActionSweep {
    private static final Logger LOG = Logger.getLogger(StaleActionSweep.class);
    private static final int ALL = 1_000_000;

    private final OutboxStore store;
    private final OutboxConfig config;

    StaleActionSweep(OutboxStore store, OutboxConfig config) {
        this.store = store;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        sweep(Duration.ZERO, ALL).subscribe().with(done -> {});
    }

    @Scheduled(every = "30s", delayed = "30s", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return sweep(config.sweepAfter(), config.sweepSize());
    }

    private Uni<Void> sweep(Duration unchanged, int limit) {
        return store.enqueueStale(unchanged, limit)
                .invoke(enqueued -> {
                    if (enqueued > 0) {
                        LOG.infof("stale actions enqueued again: count=%d", enqueued);
                    }
                })
                .onFailure()
                .invoke(failure ->
                        LOG.warnf("sweep of stale actions failed, retried in 30 s: cause=%s", failure.getMessage()))
                .onFailure()
                .recoverWithItem(0)
                .replaceWithVoid();
    }
}
