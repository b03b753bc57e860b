package org.flyte.runs.bulk;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.jboss.logging.Logger;

/** Deletes operations that ended long ago, with their reports, in small batches. */
@ApplicationScoped
class BulkOperationSweep {
    private static final Logger LOG = Logger.getLogger(BulkOperationSweep.class);

    private final BulkOperationStore operations;
    private final BulkConfig config;
    private final Clock clock;

    BulkOperationSweep(BulkOperationStore operations, BulkConfig config, Clock clock) {
        this.operations = operations;
        this.config = config;
        this.clock = clock;
    }

    @Scheduled(every = "10m", delayed = "2m", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return Uni.createFrom()
                .deferred(() -> operations.deleteEndedBefore(clock.instant().minus(config.keepFor())))
                .repeat()
                .whilst(more -> more)
                .collect()
                .last()
                .replaceWithVoid()
                .onFailure()
                .invoke(failure ->
                        LOG.warnf("old bulk operations not deleted, retried in 10 min: cause=%s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }
}
