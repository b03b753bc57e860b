package org.flyte.runs.abort;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.platform.model.ActionPhases;
import org.flyte.runs.abort.AbortStore.Cause;
import org.flyte.runs.abort.AbortStore.Orphan;
import org.flyte.runs.outbox.OutboxConfig;
import org.jboss.logging.Logger;

/**
 * Aborts actions whose parent is terminal: not every client aborts children that outlive their parent. It waits for a
 * grace period, so that the last reports of children that ended with their parent arrive first.
 */
@ApplicationScoped
class OrphanSweep {
    private static final Logger LOG = Logger.getLogger(OrphanSweep.class);
    private static final int LIMIT = 200;

    private final AbortStore store;
    private final AbortTree tree;
    private final OutboxConfig config;

    OrphanSweep(AbortStore store, AbortTree tree, OutboxConfig config) {
        this.store = store;
        this.tree = tree;
        this.config = config;
    }

    @Scheduled(every = "5s", delayed = "5s", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return store.orphans(config.orphanGrace(), LIMIT)
                .chain(orphans -> Multi.createFrom()
                        .iterable(orphans)
                        .onItem()
                        .transformToUniAndConcatenate(this::abort)
                        .collect()
                        .last())
                .onFailure()
                .invoke(failure -> LOG.warnf("sweep of orphans failed, retried in 5 s: cause=%s", failure.getMessage()))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private Uni<Boolean> abort(Orphan orphan) {
        String reason =
                "its parent %s ended as %s".formatted(orphan.parent(), ActionPhases.shortName(orphan.parentPhase()));
        return tree.execute(orphan.key(), new Cause(reason, null));
    }
}
