package org.flyte.dataproxy.presigned;

import com.google.protobuf.util.Durations;
import java.time.Duration;
import java.util.Optional;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.ProtoTime;

/**
 * How long a presigned URL is valid.
 *
 * @param max the longest lifetime, and the lifetime when the request names none; zero: no limit
 */
public record UrlLifetime(Duration max) {
    /**
     * The lifetime that a request asks for, empty when it names none.
     *
     * @throws InvalidArgument when {@code expires_in} is no duration or not positive
     */
    public static Optional<Duration> requested(boolean given, com.google.protobuf.Duration expiresIn) {
        if (!given) {
            return Optional.empty();
        }
        if (!Durations.isValid(expiresIn)) {
            throw new InvalidArgument("expires_in is not a valid duration");
        }
        if (!Durations.isPositive(expiresIn)) {
            throw new InvalidArgument("expires_in must be positive");
        }
        return Optional.of(ProtoTime.toDuration(expiresIn));
    }

    /**
     * The requested lifetime, or the longest one.
     *
     * @throws InvalidArgument when the requested lifetime is above the maximum
     */
    public Duration orMax(Optional<Duration> requested) {
        Duration lifetime = requested.orElse(max);
        if (max.isPositive() && lifetime.compareTo(max) > 0) {
            throw new InvalidArgument(
                    "expires_in of %d s exceeds maximum allowed duration of %d s",
                    lifetime.toSeconds(), max.toSeconds());
        }
        return lifetime;
    }
}
