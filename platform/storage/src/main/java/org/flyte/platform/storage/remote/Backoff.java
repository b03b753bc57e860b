package org.flyte.platform.storage.remote;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.flyte.platform.model.FlyteException.Unavailable;

/**
 * Pauses between attempts: each twice as long as the one before, at most {@code longest}, with half of it at random.
 *
 * @param attempts how often something is tried in all
 * @param total time after the first attempt from which on none begins
 * @param retried runs before each attempt but the first
 */
public record Backoff(int attempts, Duration first, Duration longest, Duration total, Runnable retried) {
    public Backoff {
        if (attempts < 1 || attempts > 20) {
            throw new IllegalArgumentException(
                    "flyte.storage.remote.max-attempts is %d: it must be 1 to 20".formatted(attempts));
        }
    }

    /** The outcome of the first attempt that does not end with {@link Unavailable}, or of the last one. */
    <T> T call(Supplier<T> work) {
        long end = System.nanoTime() + total.toNanos();
        for (int failures = 0; ; failures++) {
            try {
                return work.get();
            } catch (Unavailable e) {
                if (failures + 1 >= attempts || System.nanoTime() - end >= 0) {
                    throw e;
                }
                pause(failures);
            }
        }
    }

    /** Waits after so many failures before this one. */
    void pause(int failures) {
        retried.run();
        long full = Math.min(longest.toMillis(), first.toMillis() << Math.min(failures, 16));
        try {
            Thread.sleep(full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable(e, "interrupted while waiting for the object store");
        }
    }
}
