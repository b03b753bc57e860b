package org.flyte.executor.pool;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.flyte.crd.WorkerPoolSpec;
import org.flyte.executor.plugin.WakeUp;
import org.flyte.executor.pool.rule.PoolState.Leased;
import org.flyte.executor.pool.rule.Starvation;
import org.flyte.executor.pool.rule.TryId;
import org.flyte.executor.pool.wire.Session;

/** One pool, as its tries use it. In memory: what must outlast a restart is with the actions and in the supervisors. */
final class Pool {
    private static final Duration OFFER = Duration.ofSeconds(2);

    private final String namespace;
    private final String name;
    private final PoolSlots slots;
    private final SupervisorReports reports;
    private final PoolCapacity capacity;

    Pool(String namespace, String name, WakeUp wakeUp, Clock clock) {
        this.namespace = namespace;
        this.name = name;
        this.slots = new PoolSlots(namespace, wakeUp, clock);
        this.reports = new SupervisorReports(slots);
        this.capacity = new PoolCapacity(slots);
    }

    String namespace() {
        return namespace;
    }

    String name() {
        return name;
    }

    /** What its supervisors say. */
    SupervisorReports reports() {
        return reports;
    }

    /** Its replicas, as its reconciler sees them. */
    PoolCapacity capacity() {
        return capacity;
    }

    Optional<WorkerPoolSpec> spec() {
        synchronized (slots) {
            return Optional.ofNullable(slots.spec);
        }
    }

    void spec(WorkerPoolSpec known) {
        synchronized (slots) {
            slots.spec = known;
        }
    }

    /**
     * Asks for a slot, in the order of the first requests; waits for the answer of a supervisor.
     *
     * @param container name of the container that would run it
     */
    SlotAnswer acquire(Waiting asking, String container) {
        while (true) {
            WorkerReplica replica;
            synchronized (slots) {
                Instant now = slots.now();
                if (slots.unusableUntil.isAfter(now)) {
                    slots.queue.remove(asking.id.toString());
                    return new SlotAnswer.Elsewhere(Fallback.UNUSABLE, slots.unusable);
                }
                slots.usedAt = now;
                Waiting waiting = slots.queue.computeIfAbsent(asking.id.toString(), _ -> asking);
                waiting.came();
                Optional<WorkerReplica> free = slots.isNext(waiting, now) ? slots.freest(now) : Optional.empty();
                if (free.isEmpty()) {
                    return wait(waiting, now);
                }
                replica = free.get();
                slots.hold(waiting, replica, now);
            }
            if (offer(replica, asking.id.toString())) {
                return leased(asking, replica, container);
            }
        }
    }

    private SlotAnswer wait(Waiting waiting, Instant now) {
        if (slots.isStarved()) {
            slots.queue.remove(waiting.id.toString());
            return new SlotAnswer.Elsewhere(
                    Fallback.STARVATION, "all slots of the pool are held by tasks that wait for tasks of it");
        }
        if (!slots.obstacle.isEmpty() && slots.replicas.values().stream().noneMatch(replica -> replica.ready)) {
            return new SlotAnswer.NotYet("the pool has no worker: " + slots.obstacle);
        }
        slots.wakeNext(now);
        return new SlotAnswer.Wait();
    }

    private boolean offer(WorkerReplica replica, String id) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        replica.offers.put(id, answer);
        Session session;
        synchronized (slots) {
            session = replica.session;
        }
        try {
            if (session != null) {
                session.offer(id);
                if (answer.get(OFFER.toMillis(), TimeUnit.MILLISECONDS)) {
                    return true;
                }
            }
        } catch (TimeoutException | ExecutionException e) {
            // The next slot.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            replica.offers.remove(id);
        }
        synchronized (slots) {
            Instant now = slots.now();
            slots.leases.remove(id);
            replica.leave(id, now);
            replica.avoidedUntil = now.plus(OFFER);
            if (session != null) {
                session.abort(id);
            }
        }
        return false;
    }

    private SlotAnswer leased(Waiting asking, WorkerReplica replica, String container) {
        synchronized (slots) {
            Lease lease = slots.leases.get(asking.id.toString());
            slots.wakeNext(slots.now());
            return new SlotAnswer.Slot(new Leased(name, replica.pod, replica.uid, container, lease.since));
        }
    }

    /** The lease of a try, which after a restart of the operator only its record and its supervisor know. */
    LeaseView view(TryId id, Starvation.Member member, Leased recorded) {
        synchronized (slots) {
            String text = id.toString();
            Lease lease = slots.leases.get(text);
            if (lease == null || !lease.uid.equals(recorded.uid())) {
                Lease known = lease;
                lease = new Lease(id, member, recorded.pod(), recorded.uid(), recorded.since());
                if (known != null) {
                    slots.leaveReplica(known);
                }
                slots.leases.put(text, lease);
                slots.usedAt = slots.now();
            }
            WorkerReplica replica = slots.replicas.computeIfAbsent(
                    recorded.uid(), uid -> new WorkerReplica(recorded.pod(), uid, slots.now()));
            if (replica.unclaimed.remove(text) != null) {
                lease.sent = true;
                lease.started = true;
            }
            if (lease.end == null) {
                replica.busy.add(text);
            }
            return new LeaseView(
                    lease.end, lease.refused, lease.sent, replica.session, replica.disconnectedAt, recorded.since());
        }
    }

    /** Whether the try is to be sent now; true once. */
    boolean send(TryId id) {
        synchronized (slots) {
            Lease lease = slots.leases.get(id.toString());
            if (lease == null || lease.sent || lease.end != null || lease.aborted) {
                return false;
            }
            lease.sent = true;
            return true;
        }
    }

    /** Ends a try, or takes it out of the queue; its end, if known, is recorded. */
    void release(TryId id) {
        synchronized (slots) {
            String text = id.toString();
            slots.queue.remove(text);
            Lease lease = slots.leases.get(text);
            if (lease == null) {
                return;
            }
            WorkerReplica replica = slots.replicas.get(lease.uid);
            Session session = replica == null ? null : replica.session;
            if (lease.end != null || replica == null) {
                slots.leases.remove(text);
                slots.leaveReplica(lease);
                if (session != null) {
                    session.forget(text);
                }
            } else if (!lease.aborted) {
                lease.aborted = true;
                if (session != null) {
                    session.abort(text);
                }
                if (!lease.sent) {
                    slots.leases.remove(text);
                    slots.leaveReplica(lease);
                    slots.wakeNext(slots.now());
                }
            }
        }
    }

    /** Tries of an action that are at work. */
    List<TryId> ofAction(String uid) {
        synchronized (slots) {
            return slots.leases.values().stream()
                    .filter(lease -> lease.id.uid().equals(uid) && !lease.aborted)
                    .map(lease -> lease.id)
                    .toList();
        }
    }

    boolean isAtWork(TryId id) {
        synchronized (slots) {
            Lease lease = slots.leases.get(id.toString());
            return lease != null && lease.end == null && slots.replicas.containsKey(lease.uid);
        }
    }
}
