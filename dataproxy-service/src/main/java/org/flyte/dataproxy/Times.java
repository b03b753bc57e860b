package org.flyte.dataproxy;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/** Times of the wire and of Java. */
public final class Times {
    private Times() {}

    public static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }

    public static Instant instant(Timestamp timestamp) {
        return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
    }

    /**
     * How long a link shall live.
     *
     * @throws InvalidArgument when {@code expires_in} is no duration, not positive, or above the maximum
     */
    public static java.time.Duration lifetime(boolean given, Duration expiresIn, java.time.Duration max) {
        if (!given) {
            return max;
        }
        boolean valid = expiresIn.getNanos() > -1_000_000_000
                && expiresIn.getNanos() < 1_000_000_000
                && Math.abs(expiresIn.getSeconds()) <= 315_576_000_000L
                && (long) Integer.signum(expiresIn.getNanos()) * Long.signum(expiresIn.getSeconds()) >= 0;
        if (!valid) {
            throw new InvalidArgument("expires_in is not a valid duration");
        }
        java.time.Duration wanted = java.time.Duration.ofSeconds(expiresIn.getSeconds(), expiresIn.getNanos());
        if (!wanted.isPositive()) {
            throw new InvalidArgument("expires_in must be positive");
        }
        if (max.isPositive() && wanted.compareTo(max) > 0) {
            throw new InvalidArgument(
                    "expires_in of %d s exceeds maximum allowed duration of %d s", wanted.toSeconds(), max.toSeconds());
        }
        return wanted;
    }
}
