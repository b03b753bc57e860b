package org.flyte.platform.model;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential waits between tries.
 *
 * @param initial wait after the first failure
 * @param multiplier by which each further failure lengthens the wait, at least 1
 * @param max longest wait
 */
public record Backoff(Duration initial, double multiplier, Duration max) {
    /** No wait at all. */
    public static final Backoff NONE = new Backoff(Duration.ZERO, 1, Duration.ZERO);

    private static final double LEAST_JITTER = 0.5;

    /** Each failure doubles the wait. */
    public static Backoff doubling(Duration initial, Duration max) {
        return new Backoff(initial, 2, max);
    }

    /**
     * The wait after the n-th failure in a row, in whole milliseconds.
     *
     * @param failures from 1; less counts as 1
     */
    public Duration after(int failures) {
        double millis = initial.toMillis() * Math.pow(multiplier, Math.max(failures, 1) - 1.0);
        return Duration.ofMillis((long) Math.min(millis, max.toMillis()));
    }

    /** The same wait times 0.5 to 1, so that callers that failed together do not come back together. */
    public Duration jittered(int failures, RandomGenerator random) {
        return Duration.ofMillis((long) (after(failures).toMillis() * random.nextDouble(LEAST_JITTER, 1)));
    }
}
