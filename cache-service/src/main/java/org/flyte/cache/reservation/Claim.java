package org.flyte.cache.reservation;

import java.time.Duration;
import org.flyte.cache.EntryKey;
import org.flyte.cache.KeyScope;
import org.flyte.idl.cacheservice.GetOrExtendReservationRequest;
import org.flyte.idl.cacheservice.ReleaseReservationRequest;
import org.flyte.platform.model.RequestFields;

/**
 * What an owner asks for.
 *
 * @param heartbeat how often the owner will extend it; zero when it does not say
 */
public record Claim(EntryKey key, String owner, Duration heartbeat) {
    private static final int MAX_OWNER = 512;

    /** Longer heartbeats count as this one; any of them is longer than what is granted. */
    private static final Duration LONG = Duration.ofDays(1);

    /** Fails with InvalidArgument that names the field. */
    public static Claim of(KeyScope scope, GetOrExtendReservationRequest request) {
        return new Claim(
                scope.key(request.getKey()),
                owner(scope, request.getOwnerId()),
                heartbeat(request.getHeartbeatInterval()));
    }

    /** Fails with InvalidArgument that names the field. */
    public static Claim of(KeyScope scope, ReleaseReservationRequest request) {
        return new Claim(scope.key(request.getKey()), owner(scope, request.getOwnerId()), Duration.ZERO);
    }

    /** The heartbeat that is granted: what is asked for, at most {@code max}; {@code max} when nothing is. */
    Duration granted(Duration max) {
        return heartbeat.isPositive() && heartbeat.compareTo(max) < 0 ? heartbeat : max;
    }

    private static String owner(KeyScope scope, String owner) {
        return RequestFields.text(scope.field("owner_id"), owner, 1, MAX_OWNER);
    }

    private static Duration heartbeat(com.google.protobuf.Duration asked) {
        return Math.abs(asked.getSeconds()) < LONG.toSeconds()
                ? Duration.ofSeconds(asked.getSeconds(), asked.getNanos())
                : LONG;
    }
}
