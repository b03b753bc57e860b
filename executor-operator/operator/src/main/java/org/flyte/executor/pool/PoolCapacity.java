package org.flyte.executor.pool;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import org.flyte.executor.pool.rule.Scaling;

/** The replicas of a pool and the demand for them, as its reconciler sees them. */
final class PoolCapacity {
    /** A try that a supervisor names and no action asks for is of an action that is gone. */
    private static final Duration UNCLAIMED = Duration.ofSeconds(60);

    private final PoolSlots slots;

    PoolCapacity(PoolSlots slots) {
        this.slots = slots;
    }

    /** Workers of this pool cannot be used. */
    void unusable(String reason, Duration time) {
        synchronized (slots) {
            slots.unusable = reason;
            slots.unusableUntil = slots.now().plus(time);
            slots.queue.values().forEach(waiting -> slots.wake(waiting.id));
        }
    }

    String message() {
        synchronized (slots) {
            return slots.unusableUntil.isAfter(slots.now()) ? slots.unusable : slots.obstacle;
        }
    }

    boolean isUnusable() {
        synchronized (slots) {
            return slots.unusableUntil.isAfter(slots.now());
        }
    }

    /** Why there are fewer pods than wanted; empty when there are not. */
    void obstacle(String reason) {
        synchronized (slots) {
            boolean isNew = !reason.isEmpty() && !reason.equals(slots.obstacle);
            slots.obstacle = reason;
            if (isNew) {
                slots.queue.values().forEach(waiting -> slots.wake(waiting.id));
            }
        }
    }

    /** A pod of the pool that has not ended, as scaling sees it. */
    Scaling.Replica replica(String pod, String uid, Instant madeAt) {
        synchronized (slots) {
            WorkerReplica replica = slots.replicas.get(uid);
            return replica == null
                    ? new Scaling.Replica(pod, 0, madeAt)
                    : new Scaling.Replica(pod, replica.busy.size(), replica.idleSince);
        }
    }

    boolean isConnected(String uid) {
        synchronized (slots) {
            WorkerReplica replica = slots.replicas.get(uid);
            return replica != null && replica.isConnected();
        }
    }

    /** Since when this operator knows the pool. Supervisors of older pods were connected to another one, and come back. */
    Instant knownSince() {
        return slots.knownSince;
    }

    /** Whether its supervisor was ever connected. */
    boolean wasConnected(String uid) {
        synchronized (slots) {
            WorkerReplica replica = slots.replicas.get(uid);
            return replica != null && replica.wasConnected;
        }
    }

    /** Takes no more tasks; false when it has got some in between. */
    boolean retire(String uid) {
        synchronized (slots) {
            WorkerReplica replica = slots.replicas.get(uid);
            if (replica == null) {
                return true;
            }
            if (!replica.busy.isEmpty()) {
                return false;
            }
            replica.ready = false;
            replica.retired = true;
            return true;
        }
    }

    /** The pod is gone, or has ended: what it ran is looked at again. */
    void gone(String uid) {
        synchronized (slots) {
            slots.leases.values().stream()
                    .filter(lease -> lease.uid.equals(uid))
                    .forEach(lease -> slots.wake(lease.id));
        }
    }

    /** Forgets replicas whose pods are gone, and ends what nobody asks for. */
    void sweep(Predicate<String> exists) {
        synchronized (slots) {
            slots.leases.values().stream()
                    .filter(lease -> lease.end == null && !exists.test(lease.uid))
                    .forEach(lease -> slots.wake(lease.id));
            Instant old = slots.now().minus(UNCLAIMED);
            slots.replicas
                    .values()
                    .removeIf(replica -> !exists.test(replica.uid)
                            && !replica.isConnected()
                            && replica.disconnectedAt.isBefore(old)
                            && slots.leases.values().stream()
                                    .noneMatch(lease -> lease.uid.equals(replica.uid) && !lease.aborted));
            slots.leases.values().removeIf(lease -> lease.aborted && !slots.replicas.containsKey(lease.uid));
            for (WorkerReplica replica : slots.replicas.values()) {
                replica.unclaimed.forEach((id, since) -> {
                    if (since.isBefore(old) && replica.unclaimed.remove(id) != null) {
                        Lease lease = slots.leases.remove(id);
                        if (replica.session != null) {
                            if (lease == null) {
                                replica.session.abort(id);
                            }
                            replica.session.forget(id);
                        }
                        replica.leave(id, slots.now());
                    }
                });
            }
        }
    }

    int queued() {
        synchronized (slots) {
            return slots.queue.size();
        }
    }

    int busy() {
        synchronized (slots) {
            return slots.replicas.values().stream()
                    .mapToInt(replica -> replica.busy.size())
                    .sum();
        }
    }

    int ready() {
        synchronized (slots) {
            return (int) slots.replicas.values().stream()
                    .filter(replica -> replica.ready)
                    .count();
        }
    }

    Instant usedAt() {
        synchronized (slots) {
            return busy() > 0 || !slots.queue.isEmpty() ? slots.now() : slots.usedAt;
        }
    }

    boolean isUnused() {
        synchronized (slots) {
            return slots.queue.isEmpty() && slots.leases.isEmpty();
        }
    }
}
