package org.flyte.executor.reconcile.rule;

import java.time.Duration;

/**
 * How often and how soon to try again (executor spec §3.4).
 *
 * @param maxAttempts attempts that user failures may use up, at least 1
 * @param maxSystemFailures infrastructure failures that are put up with over the whole life of an action
 */
public record RetryPolicy(int maxAttempts, int maxSystemFailures, Backoff userBackoff, Backoff systemBackoff) {

    /** Waits {@code base * factor^n}, at most {@code cap}. */
    public record Backoff(Duration base, double factor, Duration cap) {
        public static final Backoff NONE = new Backoff(Duration.ZERO, 1, Duration.ZERO);

        /** How long to wait after the n-th failure, n from 1. */
        public Duration after(int failures) {
            double millis = base.toMillis() * Math.pow(factor, failures - 1.0);
            return Duration.ofMillis((long) Math.min(millis, cap.toMillis()));
        }
    }
}
