package org.flyte.platform.model;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.flyte.platform.model.FlyteException.Exhausted;
import org.flyte.platform.model.FlyteException.Unavailable;

/** Limits how many blocking calls of a kind run at once and how many wait. Their threads are virtual: waiting blocks them. */
public final class CallLimit {
    private final String calls;
    private final int concurrency;
    private final int maxWaiting;
    private final Duration maxWait;
    private final Semaphore permits;
    private final AtomicInteger waiting = new AtomicInteger();

    /** @param calls what is limited, as messages say it, such as {@code Enqueue calls} */
    public CallLimit(String calls, int concurrency, int maxWaiting, Duration maxWait) {
        this.calls = calls;
        this.concurrency = concurrency;
        this.maxWaiting = maxWaiting;
        this.maxWait = maxWait;
        this.permits = new Semaphore(concurrency, true);
    }

    /**
     * Makes the call once a permit is free.
     *
     * @throws Exhausted when too many wait, or it has waited too long
     */
    public <T> T run(Supplier<T> call) {
        acquire();
        try {
            return call.get();
        } finally {
            permits.release();
        }
    }

    private void acquire() {
        try {
            if (waiting.incrementAndGet() > maxWaiting) {
                throw new Exhausted("more than %d %s are waiting; retry", maxWaiting, calls);
            }
            if (!permits.tryAcquire(maxWait.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Exhausted(
                        "%d other %s are running and none ended within %d ms; retry",
                        concurrency, calls, maxWait.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable(e, "the server is shutting down; retry");
        } finally {
            waiting.decrementAndGet();
        }
    }
}
