package org.flyte.cache.retention;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** Deletes from time to time. Replicas may do so at once: what one has deleted the others do not find. */
@ApplicationScoped
class CacheSweep {
    private static final Logger LOG = Logger.getLogger(CacheSweep.class);

    private final DeleteUnused deleteUnused;

    CacheSweep(DeleteUnused deleteUnused) {
        this.deleteUnused = deleteUnused;
    }

    @Scheduled(
            every = "${flyte.cache.retention.every:10m}",
            delayed = "30s",
            concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return deleteUnused
                .execute()
                .onFailure()
                .invoke(failure ->
                        LOG.warnf("unused cache entries not deleted, retried: cause=%s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }
}
