package org.flyte.executor.webhook.rule;

import java.time.Duration;
import java.time.Instant;

/** From when until when a certificate is valid. */
public record Validity(Instant from, Instant until) {
    /** Clocks of API servers may be behind by this. */
    public static final Duration SKEW = Duration.ofMinutes(5);

    private static final int REPLACED_WHEN_LEFT = 3;

    /** Of a certificate issued now. */
    public static Validity of(Instant now, Duration lifetime) {
        return new Validity(now.minus(SKEW), now.plus(lifetime));
    }

    /** When it was issued. */
    public Instant issued() {
        return from.plus(SKEW);
    }

    public boolean isOver(Instant now) {
        return !until.isAfter(now);
    }

    /** Whether less than a third of its lifetime is left. */
    public boolean isDue(Instant now) {
        Duration lifetime = Duration.between(issued(), until);
        return Duration.between(now, until).multipliedBy(REPLACED_WHEN_LEFT).compareTo(lifetime) < 0;
    }
}
