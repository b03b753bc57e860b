package org.flyte.runs.outbox;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/**
 * Enqueues task actions again that are not terminal and have not changed for a while. Enqueue is idempotent: this restores
 * a TaskAction that was lost and otherwise has no effect. The rows of the actions are only read.
 */
@ApplicationScoped
class StaleActionSweep {
    private static final Logger LOG = Logger.getLogger(StaleActionSweep.class);

    /** Name of the scheduled job. */
    static final String JOB = "sweep of stale actions";

    private final StaleActionStore store;
    private final OutboxConfig config;

    StaleActionSweep(StaleActionStore store, OutboxConfig config) {
        this.store = store;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        if (config.enqueueLiveAtStart()) {
            logged(store.enqueueLive()).subscribe().with(done -> {});
        }
    }

    @Scheduled(identity = JOB, every = "30s", delayed = "30s", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return logged(store.enqueueStale(config.sweepAfter(), config.sweepSize()));
    }

    private static Uni<Void> logged(Uni<Long> sweep) {
        return sweep.invoke(enqueued -> {
                    if (enqueued > 0) {
                        LOG.infof("stale actions enqueued again: count=%d", enqueued);
                    }
                })
                .onFailure()
                .invoke(failure -> LOG.warnf(
                        "sweep of stale actions failed, the next is due in 30 s: cause=%s", failure.getMessage()))
                .onFailure()
                .recoverWithItem(0L)
                .replaceWithVoid();
    }
}
