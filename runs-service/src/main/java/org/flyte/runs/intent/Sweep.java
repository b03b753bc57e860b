package org.flyte.runs.intent;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Enqueues again what is not finished and did not change for a while, and all of it once at start-up: Enqueue is
 * idempotent, so this brings back a TaskAction that was lost and otherwise costs nothing (invariant I1).
 */
@ApplicationScoped
class Sweep {
    private static final Logger LOG = Logger.getLogger(Sweep.class);
    private static final int EVERYTHING = 1_000_000;

    private final IntentStore store;
    private final IntentConfig config;

    Sweep(IntentStore store, IntentConfig config) {
        this.store = store;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        sweep(Duration.ZERO, EVERYTHING).subscribe().with(done -> {});
    }

    @Scheduled(every = "30s", delayed = "30s", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> again() {
        return sweep(config.sweepAfter(), config.sweepSize());
    }

    private Uni<Void> sweep(Duration unchanged, int most) {
        return store.oweStale(unchanged, most)
                .invoke(owed -> {
                    if (owed > 0) {
                        LOG.infof("actions enqueued again: count=%d", owed);
                    }
                })
                .onFailure()
                .invoke(failure -> LOG.warnf("sweep failed, tried again later: %s", failure.getMessage()))
                .onFailure()
                .recoverWithItem(0)
                .replaceWithVoid();
    }
}
