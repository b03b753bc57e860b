package org.flyte.executor.reconcile;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Times until an object must be looked at again. */
final class Waits {
    /** The object changed under us: we read it anew and decide again. */
    static final Duration AFTER_CONFLICT = Duration.ofMillis(50);

    private static final Duration SHORTEST = Duration.ofMillis(1);

    private Waits() {}

    /** Empty for null. */
    static Optional<Duration> until(Instant time, Clock clock) {
        if (time == null) {
            return Optional.empty();
        }
        Duration left = Duration.between(clock.instant(), time);
        return Optional.of(left.compareTo(SHORTEST) < 0 ? SHORTEST : left);
    }
}
