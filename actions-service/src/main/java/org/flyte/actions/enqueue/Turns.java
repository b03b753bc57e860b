package org.flyte.actions.enqueue;

import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.flyte.actions.ActionsConfig;
import org.flyte.platform.model.FlyteException.Exhausted;
import org.flyte.platform.model.FlyteException.Unavailable;

/**
 * Lets so many blocking writes run at a time, and so many wait. RESOURCE_EXHAUSTED is the answer that the SDK retries
 * for as long as it takes (sdk-client spec §11.2).
 */
@ApplicationScoped
class Turns {
    private final ExecutorService virtualThreads;
    private final Semaphore turns;
    private final int mostWaiting;
    private final Duration patience;
    private final AtomicInteger waiting = new AtomicInteger();

    Turns(@VirtualThreads ExecutorService virtualThreads, ActionsConfig config) {
        this.virtualThreads = virtualThreads;
        this.turns = new Semaphore(config.enqueue().concurrency(), true);
        this.mostWaiting = config.enqueue().waiting();
        this.patience = config.enqueue().patience();
    }

    <T> Uni<T> take(Supplier<T> work) {
        return Uni.createFrom().item(() -> inTurn(work)).runSubscriptionOn(virtualThreads);
    }

    private <T> T inTurn(Supplier<T> work) {
        acquire();
        try {
            return work.get();
        } finally {
            turns.release();
        }
    }

    private void acquire() {
        try {
            boolean mine = waiting.incrementAndGet() <= mostWaiting
                    && turns.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (!mine) {
                throw new Exhausted("too many actions are being enqueued, try again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable(e, "the server is shutting down");
        } finally {
            waiting.decrementAndGet();
        }
    }
}
