package org.flyte.events.record;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** The events of one call on their way: ends when each is acknowledged or has failed, with the first failure if any. */
final class Delivery {
    /** What hears how each event and the whole ended. */
    interface Listener {
        void acknowledged(long size);

        void failed(long size);

        /** @param failure null when all are acknowledged */
        void ended(Throwable failure);
    }

    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    private final AtomicInteger remaining;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final Listener listener;

    Delivery(int events, Listener listener) {
        this.remaining = new AtomicInteger(events);
        this.listener = listener;
    }

    CompletionStage<Void> acknowledged(long size) {
        listener.acknowledged(size);
        settled();
        return DONE;
    }

    CompletionStage<Void> failed(long size, Throwable cause) {
        failure.compareAndSet(null, cause);
        listener.failed(size);
        settled();
        return DONE;
    }

    private void settled() {
        if (remaining.decrementAndGet() == 0) {
            listener.ended(failure.get());
        }
    }
}
