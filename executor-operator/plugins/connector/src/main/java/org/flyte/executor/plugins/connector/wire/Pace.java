package org.flyte.executor.plugins.connector.wire;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Spreads calls: at most so many a second, and as many at once after a quiet second. */
final class Pace {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final long interval;
    private final LongSupplier nanoTime;
    private long next;

    Pace(int perSecond, LongSupplier nanoTime) {
        this.interval = SECOND / perSecond;
        this.nanoTime = nanoTime;
        this.next = nanoTime.getAsLong() - SECOND;
    }

    /** How long the caller has to wait for its call. */
    synchronized Duration reserve() {
        long now = nanoTime.getAsLong();
        long at = Math.max(next, now - SECOND);
        next = at + interval;
        return Duration.ofNanos(Math.max(at - now, 0));
    }
}
