package org.flyte.runs.outbox;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.flyte.idl.actions.EnqueueRequest;
import org.flyte.platform.connect.CallContext;
import org.jboss.logging.Logger;

/**
 * Delivers outbox entries: those of this replica's changes at once from memory, and due ones from the table, whichever
 * replica wrote them. Aborts and signals go first. Concurrency is limited; entries beyond the limit stay in the table.
 */
@ApplicationScoped
public class OutboxDispatcher {
    private static final Logger LOG = Logger.getLogger(OutboxDispatcher.class);
    private static final int MAX_WAITING = 1_000;

    /** Entries of the table that are read ahead, for each call that may run: fewer reads claim more at a time. */
    private static final int READ_AHEAD = 4;

    private final OutboxDelivery delivery;
    private final OutboxStore store;
    private final OutboxConfig config;
    private final Queue<Supplier<Uni<Void>>> urgent = new ArrayDeque<>();
    private final Queue<Supplier<Uni<Void>>> waiting = new ArrayDeque<>();
    private int running;
    private boolean moreInTable;

    OutboxDispatcher(OutboxDelivery delivery, OutboxStore store, OutboxConfig config) {
        this.delivery = delivery;
        this.store = store;
        this.config = config;
    }

    /** Delivers an entry that was just committed. Returns at once. */
    public void offer(OutboxEntry entry, EnqueueRequest request) {
        accept(waiting, () -> delivery.deliver(entry, request));
    }

    /** As above; the call is built from the rows. */
    public void offer(OutboxEntry entry) {
        accept(entry.isUrgent() ? urgent : waiting, () -> delivery.deliver(entry));
    }

    /** Takes up the due entries of the table. */
    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> scan() {
        int free = free();
        if (free <= 0) {
            return Uni.createFrom().voidItem();
        }
        return store.claim(free, config.lease())
                .invoke(claimed -> {
                    moreInTable(claimed.size() == free);
                    claimed.forEach(this::offer);
                })
                .onFailure()
                .invoke(failure -> LOG.warnf("outbox not read, retried in 1 s: cause=%s", failure.getMessage()))
                .onFailure()
                .recoverWithItem(List.of())
                .replaceWithVoid();
    }

    private synchronized void moreInTable(boolean more) {
        moreInTable = more;
    }

    private synchronized int free() {
        return READ_AHEAD * config.concurrency() - running - queued();
    }

    private synchronized int queued() {
        return urgent.size() + waiting.size();
    }

    /** Each call is made in the context it was offered in, not in that of the call it waited for. */
    private void accept(Queue<Supplier<Uni<Void>>> queue, Supplier<Uni<Void>> work) {
        Executor here = CallContext.here();
        synchronized (this) {
            if (queue.size() >= MAX_WAITING) {
                return;
            }
            queue.add(() -> Uni.createFrom().deferred(work::get).runSubscriptionOn(here));
        }
        startWork();
    }

    private void startWork() {
        for (Supplier<Uni<Void>> work = next(); work != null; work = next()) {
            work.get().subscribe().with(done -> finish(), failure -> finish());
        }
    }

    private synchronized Supplier<Uni<Void>> next() {
        if (running >= config.concurrency()) {
            return null;
        }
        Supplier<Uni<Void>> work = urgent.isEmpty() ? waiting.poll() : urgent.poll();
        if (work != null) {
            running++;
        }
        return work;
    }

    private void finish() {
        boolean readOn;
        synchronized (this) {
            running--;
            readOn = moreInTable && running + queued() <= READ_AHEAD * config.concurrency() / 2;
            moreInTable &= !readOn;
        }
        startWork();
        if (readOn) {
            scan().subscribe().with(done -> {});
        }
    }
}
