package org.flyte.platform.storage.remote;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.flyte.platform.model.Backoff;
import org.flyte.platform.model.FlyteException.Unavailable;

/**
 * How often and after which waits a request to a store is tried again.
 *
 * @param attempts how often something is tried in all
 * @param backoff waits between attempts
 * @param total time after the first attempt from which on none begins
 * @param retried runs before each attempt but the first
 */
public record Retries(int attempts, Backoff backoff, Duration total, Runnable retried) {
    public Retries {
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
        try {
            Thread.sleep(backoff.jittered(failures + 1, ThreadLocalRandom.current()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable(e, "interrupted while waiting for the object store");
        }
    }
}
