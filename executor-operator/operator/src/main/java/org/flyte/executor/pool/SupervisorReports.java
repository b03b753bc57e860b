package org.flyte.executor.pool;

import java.time.Instant;
import java.util.Optional;
import org.flyte.executor.pool.rule.End;
import org.flyte.executor.pool.rule.Starvation;
import org.flyte.executor.pool.rule.TryId;
import org.flyte.executor.pool.wire.Hello;
import org.flyte.executor.pool.wire.Session;

/** What the supervisors of a pool say, applied to its slots. */
final class SupervisorReports {
    private final PoolSlots slots;

    SupervisorReports(PoolSlots slots) {
        this.slots = slots;
    }

    WorkerReplica connected(Hello hello, Session session) {
        synchronized (slots) {
            Instant now = slots.now();
            WorkerReplica replica =
                    slots.replicas.computeIfAbsent(hello.uid(), uid -> new WorkerReplica(hello.pod(), uid, now));
            if (replica.session != null) {
                replica.session.close();
            }
            replica.session = session;
            replica.wasConnected = true;
            for (String id : hello.running()) {
                Lease lease = slots.leases.get(id);
                if (lease != null && lease.uid.equals(hello.uid())) {
                    lease.sent = true;
                    lease.started = true;
                    if (lease.aborted) {
                        session.abort(id);
                    }
                } else {
                    replica.unclaimed.put(id, now);
                }
                replica.busy.add(id);
            }
            // What was sent before and is not named has not reached it.
            slots.leases.values().stream()
                    .filter(lease -> lease.uid.equals(hello.uid()) && lease.end == null)
                    .filter(lease -> !hello.running().contains(lease.id.toString()))
                    .forEach(lease -> {
                        lease.sent = false;
                        slots.wake(lease.id);
                    });
            return replica;
        }
    }

    void disconnected(WorkerReplica replica, Session session) {
        synchronized (slots) {
            if (replica.session == session) {
                replica.session = null;
                replica.ready = false;
                replica.disconnectedAt = slots.now();
                slots.leases.values().stream()
                        .filter(lease -> lease.uid.equals(replica.uid))
                        .forEach(lease -> slots.wake(lease.id));
            }
        }
    }

    void ready(WorkerReplica replica, boolean ready) {
        synchronized (slots) {
            replica.ready = ready && !replica.retired;
            if (replica.ready) {
                replica.avoidedUntil = Instant.EPOCH;
                slots.obstacle = "";
                slots.wakeNext(slots.now());
            }
        }
    }

    /** False when the try is not leased to that replica. */
    boolean started(WorkerReplica replica, String id) {
        synchronized (slots) {
            Lease lease = slots.leases.get(id);
            if (lease == null || !lease.uid.equals(replica.uid)) {
                return replica.unclaimed.containsKey(id);
            }
            lease.started = true;
            return true;
        }
    }

    /** A try that was sent and is refused was not started. */
    void refused(WorkerReplica replica, String id) {
        synchronized (slots) {
            replica.answered(id, false);
            Lease lease = slots.leases.get(id);
            if (lease != null && lease.uid.equals(replica.uid) && lease.sent && !lease.started) {
                lease.refused = true;
                slots.leaveReplica(lease);
                slots.wake(lease.id);
            }
        }
    }

    /** False when the try is not leased to that replica. */
    boolean ended(WorkerReplica replica, String id, End end) {
        synchronized (slots) {
            Lease lease = slots.leases.get(id);
            Instant now = slots.now();
            if (lease == null) {
                Optional<TryId> named = TryId.parse(id);
                if (named.isEmpty()) {
                    return false;
                }
                // Of an operator that was restarted: the action will ask.
                lease = new Lease(named.get(), new Starvation.Member("", "", null), replica.pod, replica.uid, now);
                slots.leases.put(id, lease);
                replica.unclaimed.put(id, now);
            }
            if (!lease.uid.equals(replica.uid)) {
                return false;
            }
            slots.usedAt = now;
            replica.leave(id, now);
            replica.avoidedUntil = Instant.EPOCH;
            if (lease.end == null) {
                lease.end = end;
                lease.sent = true;
                slots.wake(lease.id);
            }
            if (lease.aborted) {
                slots.leases.remove(id);
                if (replica.session != null) {
                    replica.session.forget(id);
                }
                slots.wake(lease.id);
            }
            slots.wakeNext(now);
            return true;
        }
    }
}
