package org.flyte.executor.pool;

import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.flyte.executor.pool.wire.Session;

/** A pod of a pool, as its supervisor and its tasks show it. Guarded by its {@link PoolSlots}, but for the offers. */
final class WorkerReplica {
    final String pod;
    final String uid;

    /** Null while it is not connected. */
    Session session;

    boolean ready;

    /** Whether it was connected before, or is. */
    boolean wasConnected;

    /** Whether its pod is being removed. */
    boolean retired;

    Instant disconnectedAt;
    Instant idleSince;

    /** No slot is asked for before. */
    Instant avoidedUntil = Instant.EPOCH;

    /** Tries that hold a slot. */
    final Set<String> busy = new HashSet<>();

    /** Tries that the supervisor has named when it connected, and that nobody has asked for since. */
    final Map<String, Instant> unclaimed = new ConcurrentHashMap<>();

    final Map<String, CompletableFuture<Boolean>> offers = new ConcurrentHashMap<>();

    WorkerReplica(String pod, String uid, Instant now) {
        this.pod = pod;
        this.uid = uid;
        this.disconnectedAt = now;
        this.idleSince = now;
    }

    boolean isConnected() {
        return session != null;
    }

    int free(int concurrency, Instant now) {
        return isConnected() && ready && !avoidedUntil.isAfter(now) ? Math.max(0, concurrency - busy.size()) : 0;
    }

    void leave(String id, Instant now) {
        if (busy.remove(id) && busy.isEmpty()) {
            idleSince = now;
        }
    }

    /** The answer of its supervisor to an offer. */
    void answered(String id, boolean accepted) {
        CompletableFuture<Boolean> offer = offers.get(id);
        if (offer != null) {
            offer.complete(accepted);
        }
    }
}
