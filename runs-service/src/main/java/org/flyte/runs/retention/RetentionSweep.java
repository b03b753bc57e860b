package org.flyte.runs.retention;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** Deletes old runs from time to time. Replicas may do so at once: what one has deleted the others do not find. */
@ApplicationScoped
class RetentionSweep {
    private static final Logger LOG = Logger.getLogger(RetentionSweep.class);

    private final DeleteOldRuns deleteOldRuns;

    RetentionSweep(DeleteOldRuns deleteOldRuns) {
        this.deleteOldRuns = deleteOldRuns;
    }

    @Scheduled(
            every = "${flyte.runs.retention.every:10m}",
            delayed = "1m",
            concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return deleteOldRuns
                .execute()
                .onFailure()
                .invoke(failure -> LOG.warnf("deletion of old runs failed, retried: cause=%s", failure.getMessage()))
                .onFailure()
                .recoverWithItem(0L)
                .replaceWithVoid();
    }
}
