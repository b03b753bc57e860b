package org.flyte.cache.reservation;

import java.time.Duration;
import java.time.Instant;
import org.flyte.cache.EntryKey;
import org.flyte.idl.cacheservice.Reservation;
import org.flyte.platform.model.ProtoTime;

/** Who holds a reservation, and until when. */
record Holder(String owner, Duration heartbeat, Instant expiresAt) {
    Reservation toProto(EntryKey key) {
        return Reservation.newBuilder()
                .setKey(key.key())
                .setOwnerId(owner)
                .setHeartbeatInterval(ProtoTime.of(heartbeat))
                .setExpiresAt(ProtoTime.of(expiresAt))
                .build();
    }
}
