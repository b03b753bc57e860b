package org.flyte.runs.intent;

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
 * Makes owed calls: at once from memory, and those that were left over from the table, whichever replica left them
 * (design D9). At most so many at a time; what does not fit stays in the table.
 */
@ApplicationScoped
public class IntentDispatcher {
    private static final Logger LOG = Logger.getLogger(IntentDispatcher.class);
    private static final int MOST_IN_MEMORY = 1_000;

    private final Fulfilment fulfilment;
    private final IntentStore store;
    private final IntentConfig config;
    private final Queue<Supplier<Uni<Void>>> waiting = new ArrayDeque<>();
    private int running;
    private boolean moreInTable;

    IntentDispatcher(Fulfilment fulfilment, IntentStore store, IntentConfig config) {
        this.fulfilment = fulfilment;
        this.store = store;
        this.config = config;
    }

    /** Makes the call of an intent that was just committed. Returns at once. */
    public void offer(Intent intent, EnqueueRequest request) {
        accept(() -> fulfilment.settle(intent, request));
    }

    /** As above; the call is built from the rows. */
    public void offer(Intent intent) {
        accept(() -> fulfilment.settle(intent));
    }

    /** Takes up what is due in the table. */
    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> scan() {
        int room = room();
        if (room <= 0) {
            return Uni.createFrom().voidItem();
        }
        return store.claim(room, config.lease())
                .invoke(claimed -> {
                    moreInTable(claimed.size() == room);
                    claimed.forEach(this::offer);
                })
                .onFailure()
                .invoke(failure -> LOG.warnf("intents not read: %s", failure.getMessage()))
                .onFailure()
                .recoverWithItem(List.of())
                .replaceWithVoid();
    }

    private synchronized void moreInTable(boolean more) {
        moreInTable = more;
    }

    private synchronized int room() {
        return config.concurrency() - running - waiting.size();
    }

    /** Each call is made in the context it was offered in, not in that of the call it waited for. */
    private void accept(Supplier<Uni<Void>> work) {
        Executor here = CallContext.here();
        synchronized (this) {
            if (waiting.size() >= MOST_IN_MEMORY) {
                return;
            }
            waiting.add(() -> Uni.createFrom().deferred(work::get).runSubscriptionOn(here));
        }
        startWork();
    }

    private void startWork() {
        for (Supplier<Uni<Void>> work = next(); work != null; work = next()) {
            work.get().subscribe().with(done -> finish(), failure -> finish());
        }
    }

    private synchronized Supplier<Uni<Void>> next() {
        Supplier<Uni<Void>> work = running < config.concurrency() ? waiting.poll() : null;
        if (work != null) {
            running++;
        }
        return work;
    }

    private void finish() {
        boolean readOn;
        synchronized (this) {
            running--;
            readOn = moreInTable && running + waiting.size() <= config.concurrency() / 2;
            moreInTable &= !readOn;
        }
        startWork();
        if (readOn) {
            scan().subscribe().with(done -> {});
        }
    }
}
