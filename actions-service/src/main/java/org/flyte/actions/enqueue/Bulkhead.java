package org.flyte.actions.enqueue;

import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.flyte.actions.ActionsConfig;
import org.flyte.platform.model.FlyteException.Exhausted;
import org.flyte.platform.model.FlyteException.Unavailable;

/**
 * Limits how many blocking writes run concurrently and how many wait. Further writes fail with RESOURCE_EXHAUSTED, which
 * the SDK retries without a limit.
 */
@ApplicationScoped
class Bulkhead {
    private final ExecutorService virtualThreads;
    private final ActionsConfig.Enqueue config;
    private final Semaphore permits;
    private final AtomicInteger waiting = new AtomicInteger();

    Bulkhead(@VirtualThreads ExecutorService virtualThreads, ActionsConfig config) {
        this.virtualThreads = virtualThreads;
        this.config = config.enqueue();
        this.permits = new Semaphore(this.config.concurrency(), true);
    }

    /** Runs blocking work on a virtual thread once a permit is free. */
    <T> Uni<T> run(Supplier<T> work) {
        return Uni.createFrom().item(() -> runWithPermit(work)).runSubscriptionOn(virtualThreads);
    }

    private <T> T runWithPermit(Supplier<T> work) {
        acquire();
        try {
            return work.get();
        } finally {
            permits.release();
        }
    }

    private void acquire() {
        try {
            if (waiting.incrementAndGet() > config.maxWaiting()) {
                throw new Exhausted("more than %d Enqueue calls are waiting; retry", config.maxWaiting());
            }
            if (!permits.tryAcquire(config.maxWait().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Exhausted(
                        "%d other Enqueue calls are being written and none ended within %d ms; retry",
                        config.concurrency(), config.maxWait().toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable(e, "the server is shutting down; retry");
        } finally {
            waiting.decrementAndGet();
        }
    }
}
