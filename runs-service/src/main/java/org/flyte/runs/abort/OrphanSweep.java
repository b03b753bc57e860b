package org.flyte.runs.abort;

import com.google.protobuf.ByteString;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.flyte.idl.actions.AbortRequest;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.ActionPhases;
import org.flyte.runs.abort.OrphanStore.Parent;
import org.flyte.runs.change.ChangeNotifier;
import org.flyte.runs.outbox.OutboxConfig;
import org.jboss.logging.Logger;

/**
 * Aborts actions whose parent is terminal: not every client aborts children that outlive their parent. It waits for a
 * grace period, so that the last reports of children that ended with their parent arrive first.
 */
@ApplicationScoped
class OrphanSweep {
    private static final Logger LOG = Logger.getLogger(OrphanSweep.class);

    /** Parents that one sweep looks at; the next one goes on after them. */
    private static final int PARENTS = 2_000;

    /** Children of one statement. */
    private static final int CHUNK = 1_000;

    private static final ActionKey BEFORE_ALL = new ActionKey("", "", "", "");

    private final OrphanStore store;
    private final ChangeNotifier changes;
    private final OutboxConfig config;

    /** Only sweeps use it, one after the other. */
    private volatile ActionKey last = BEFORE_ALL;

    OrphanSweep(OrphanStore store, ChangeNotifier changes, OutboxConfig config) {
        this.store = store;
        this.changes = changes;
        this.config = config;
    }

    @Scheduled(every = "5s", delayed = "5s", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return store.parents(last, config.orphanGrace(), PARENTS)
                .invoke(parents -> last = parents.size() < PARENTS
                        ? BEFORE_ALL
                        : parents.getLast().key())
                .chain(this::abort)
                .onFailure()
                .invoke(failure -> LOG.warnf("sweep of orphans failed, retried in 5 s: cause=%s", failure.getMessage()))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private Uni<Void> abort(List<Parent> parents) {
        return Multi.createFrom()
                .iterable(parents)
                .filter(Parent::ended)
                .onItem()
                .transformToUniAndConcatenate(this::abortChildren)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> abortChildren(Parent parent) {
        String reason =
                "its parent %s ended as %s".formatted(parent.key().name(), ActionPhases.shortName(parent.phase()));
        ByteString request = AbortRequest.newBuilder().setReason(reason).build().toByteString();
        return store.abort(parent.key(), reason, request, CHUNK).chain(aborted -> {
            changes.changed(aborted);
            if (!aborted.isEmpty()) {
                LOG.infof(
                        "children aborted: run=%s parent=%s count=%d cause=%s",
                        parent.key().run(), parent.key().name(), aborted.size(), reason);
            }
            return aborted.size() < CHUNK ? Uni.createFrom().voidItem() : abortChildren(parent);
        });
    }
}
