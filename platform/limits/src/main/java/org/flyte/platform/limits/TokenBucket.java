package org.flyte.platform.limits;

import java.time.Duration;

/**
 * A token bucket: it starts full, fills at a rate, and each use takes tokens out of it. Not safe for several threads.
 *
 * @see Rate
 */
final class TokenBucket {
    private static final double NANOS_PER_SECOND = 1e9;

    private double tokens;
    private long filledAt;

    TokenBucket(Rate rate, long now) {
        tokens = rate.burst();
        filledAt = now;
    }

    /**
     * How fast something may be used.
     *
     * @param perSecond tokens that come back in a second
     * @param burst tokens that may be used at once, and the most that are kept
     */
    record Rate(double perSecond, double burst) {
        Rate {
            if (!(perSecond > 0) || !(burst >= 1)) {
                throw new IllegalArgumentException(
                        "a rate of flyte.limits must be above 0 and its burst at least 1, not %s and %s"
                                .formatted(perSecond, burst));
            }
        }
    }

    /**
     * Takes tokens when there are any, even if fewer than are taken: what one use takes beyond the burst is paid back before the next.
     *
     * @param now in nanoseconds of a clock that never goes back
     * @return zero when they are taken; else how long to wait, and nothing is taken
     */
    Duration take(Rate rate, double amount, long now) {
        fill(rate, now);
        double needed = Math.min(amount, rate.burst());
        if (tokens >= needed) {
            tokens -= amount;
            return Duration.ZERO;
        }
        return Duration.ofNanos((long) Math.ceil((needed - tokens) / rate.perSecond() * NANOS_PER_SECOND));
    }

    private void fill(Rate rate, long now) {
        tokens = Math.min(rate.burst(), tokens + (now - filledAt) / NANOS_PER_SECOND * rate.perSecond());
        filledAt = now;
    }
}
