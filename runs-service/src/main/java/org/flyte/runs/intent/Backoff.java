package org.flyte.runs.intent;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Exponential waits with jitter: a second, doubled by each failure up to the longest, times 0.5 to 1.5. */
final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(1);

    private Backoff() {}

    /** @param failures tries that failed before, from 0 */
    static Duration after(int failures, Duration longest, RandomGenerator random) {
        long doubled = FIRST.toMillis() << Math.min(Math.max(failures, 0), 20);
        long capped = Math.min(doubled, longest.toMillis());
        return Duration.ofMillis((long) (capped * (0.5 + random.nextDouble())));
    }
}
