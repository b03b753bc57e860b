package org.flyte.executor.pool;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.flyte.crd.WorkerPoolSpec;
import org.flyte.executor.plugin.WakeUp;
import org.flyte.executor.pool.rule.End;
import org.flyte.executor.pool.rule.PoolState.Leased;
import org.flyte.executor.pool.rule.Scaling;
import org.flyte.executor.pool.rule.Starvation;
import org.flyte.executor.pool.rule.TryId;
import org.flyte.executor.pool.wire.Hello;
import org.flyte.executor.pool.wire.Session;

/** The queue, the slots and the tries of one pool, in memory: what must outlast a restart is with the actions and in the supervisors. */
final class Pool {
    private static final Duration OFFER = Duration.ofSeconds(2);

    /** A try that a supervisor names and no action asks for is of an action that is gone. */
    private static final Duration UNCLAIMED = Duration.ofSeconds(60);

    private final String namespace;
    private final String name;
    private final WakeUp wakeUp;
    private final Clock clock;
    private final Map<String, Replica> replicas = new HashMap<>();
    private final Map<String, Lease> leases = new HashMap<>();
    private final Map<String, Waiting> queue = new LinkedHashMap<>();
    private WorkerPoolSpec spec;
    private Instant usedAt;
    private Instant unusableUntil = Instant.EPOCH;
    private String unusable = "";
    private String obstacle = "";

    Pool(String namespace, String name, WakeUp wakeUp, Clock clock) {
        this.namespace = namespace;
        this.name = name;
        this.wakeUp = wakeUp;
        this.clock = clock;
        this.usedAt = clock.instant();
    }

    /** The answer to a try that asks for a slot. */
    sealed interface Answer {
        /** It has the slot. */
        record Slot(Leased lease) implements Answer {}

        /** It is woken when there is one. */
        record Wait() implements Answer {}

        /** It must run elsewhere. */
        record Elsewhere(Fallback why, String reason) implements Answer {}

        /** There is no pod, and none can be made now. */
        record NotYet(String reason) implements Answer {}
    }

    String namespace() {
        return namespace;
    }

    String name() {
        return name;
    }

    synchronized Optional<WorkerPoolSpec> spec() {
        return Optional.ofNullable(spec);
    }

    synchronized void spec(WorkerPoolSpec known) {
        spec = known;
    }

    private int concurrency() {
        return spec == null ? 1 : spec.concurrency;
    }

    /**
     * Asks for a slot, in the order of the first requests; waits for the answer of a supervisor.
     *
     * @param container name of the container that would run it
     */
    Answer acquire(Waiting asking, String container) {
        while (true) {
            Replica replica;
            synchronized (this) {
                Instant now = clock.instant();
                if (unusableUntil.isAfter(now)) {
                    queue.remove(asking.id.toString());
                    return new Answer.Elsewhere(Fallback.UNUSABLE, unusable);
                }
                usedAt = now;
                Waiting waiting = queue.computeIfAbsent(asking.id.toString(), _ -> asking);
                waiting.came();
                Optional<Replica> free = isNext(waiting, now) ? freest(now) : Optional.empty();
                if (free.isEmpty()) {
                    return wait(waiting, now);
                }
                replica = free.get();
                hold(waiting, replica, now);
            }
            if (offer(replica, asking.id.toString())) {
                return leased(asking, replica, container);
            }
        }
    }

    private Answer wait(Waiting waiting, Instant now) {
        if (isStarved()) {
            queue.remove(waiting.id.toString());
            return new Answer.Elsewhere(
                    Fallback.STARVATION, "all slots of the pool are held by tasks that wait for tasks of it");
        }
        if (!obstacle.isEmpty() && replicas.values().stream().noneMatch(replica -> replica.ready)) {
            return new Answer.NotYet("the pool has no worker: " + obstacle);
        }
        wakeNext(now);
        return new Answer.Wait();
    }

    private boolean isNext(Waiting waiting, Instant now) {
        int free = replicas.values().stream()
                .mapToInt(replica -> replica.free(concurrency(), now))
                .sum();
        for (Waiting each : queue.values()) {
            if (each == waiting) {
                return free > 0;
            }
            if (!each.isPassedOver(now)) {
                free--;
            }
            if (free <= 0) {
                return false;
            }
        }
        return false;
    }

    private Optional<Replica> freest(Instant now) {
        return replicas.values().stream()
                .filter(replica -> replica.free(concurrency(), now) > 0)
                .min(Comparator.comparingInt((Replica replica) -> replica.busy.size())
                        .thenComparing(replica -> replica.pod));
    }

    private void hold(Waiting waiting, Replica replica, Instant now) {
        String id = waiting.id.toString();
        queue.remove(id);
        replica.busy.add(id);
        leases.put(id, new Lease(waiting.id, waiting.member, replica.pod, replica.uid, now));
    }

    private boolean offer(Replica replica, String id) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        replica.offers.put(id, answer);
        Session session;
        synchronized (this) {
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
        synchronized (this) {
            Instant now = clock.instant();
            leases.remove(id);
            replica.leave(id, now);
            replica.avoidedUntil = now.plus(OFFER);
            if (session != null) {
                session.abort(id);
            }
        }
        return false;
    }

    private synchronized Answer leased(Waiting asking, Replica replica, String container) {
        Lease lease = leases.get(asking.id.toString());
        wakeNext(clock.instant());
        return new Answer.Slot(new Leased(name, replica.pod, replica.uid, container, lease.since));
    }

    private boolean isStarved() {
        long held = leases.values().stream().filter(lease -> lease.end == null).count();
        long ready = replicas.values().stream().filter(replica -> replica.ready).count();
        long most = obstacle.isEmpty() && spec != null ? spec.maxReplicas : ready;
        return held > 0
                && held >= most * concurrency()
                && Starvation.isTotal(
                        leases.values().stream()
                                .filter(lease -> lease.end == null)
                                .map(lease -> lease.member)
                                .toList(),
                        queue.values().stream().map(waiting -> waiting.member).toList());
    }

    /** Wakes as many as there are free slots; one when none will ever be free. */
    private void wakeNext(Instant now) {
        int free = replicas.values().stream()
                .mapToInt(replica -> replica.free(concurrency(), now))
                .sum();
        if (free == 0 && isStarved()) {
            free = 1;
        }
        for (Waiting each : queue.values()) {
            if (free <= 0) {
                return;
            }
            if (each.isPassedOver(now)) {
                each.wake(now);
                wakeUp.wake(namespace, each.id.action());
            } else {
                free--;
                if (each.wake(now)) {
                    wakeUp.wake(namespace, each.id.action());
                }
            }
        }
    }

    /** The lease of a try, which after a restart of the operator only its record and its supervisor know. */
    synchronized LeaseView view(TryId id, Starvation.Member member, Leased recorded) {
        String text = id.toString();
        Lease lease = leases.get(text);
        if (lease == null || !lease.uid.equals(recorded.uid())) {
            Lease known = lease;
            lease = new Lease(id, member, recorded.pod(), recorded.uid(), recorded.since());
            if (known != null) {
                leaveReplica(known);
            }
            leases.put(text, lease);
            usedAt = clock.instant();
        }
        Replica replica =
                replicas.computeIfAbsent(recorded.uid(), uid -> new Replica(recorded.pod(), uid, clock.instant()));
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

    /**
     * A lease at one moment.
     *
     * @param session null while its replica is not connected
     */
    record LeaseView(End end, boolean refused, boolean sent, Session session, Instant disconnectedAt, Instant since) {}

    /** Whether the try is to be sent now; true once. */
    synchronized boolean send(TryId id) {
        Lease lease = leases.get(id.toString());
        if (lease == null || lease.sent || lease.end != null || lease.aborted) {
            return false;
        }
        lease.sent = true;
        return true;
    }

    /** Ends a try, or takes it out of the queue; its end, if known, is recorded. */
    synchronized void release(TryId id) {
        String text = id.toString();
        queue.remove(text);
        Lease lease = leases.get(text);
        if (lease == null) {
            return;
        }
        Replica replica = replicas.get(lease.uid);
        Session session = replica == null ? null : replica.session;
        if (lease.end != null || replica == null) {
            leases.remove(text);
            leaveReplica(lease);
            if (session != null) {
                session.forget(text);
            }
        } else if (!lease.aborted) {
            lease.aborted = true;
            if (session != null) {
                session.abort(text);
            }
            if (!lease.sent) {
                leases.remove(text);
                leaveReplica(lease);
                wakeNext(clock.instant());
            }
        }
    }

    /** Tries of an action that are at work. */
    synchronized List<TryId> ofAction(String uid) {
        return leases.values().stream()
                .filter(lease -> lease.id.uid().equals(uid) && !lease.aborted)
                .map(lease -> lease.id)
                .toList();
    }

    synchronized boolean isAtWork(TryId id) {
        Lease lease = leases.get(id.toString());
        return lease != null && lease.end == null && replicas.containsKey(lease.uid);
    }

    private void leaveReplica(Lease lease) {
        Replica replica = replicas.get(lease.uid);
        if (replica != null) {
            replica.leave(lease.id.toString(), clock.instant());
        }
    }

    // What supervisors say.

    synchronized Replica connected(Hello hello, Session session) {
        Instant now = clock.instant();
        Replica replica = replicas.computeIfAbsent(hello.uid(), uid -> new Replica(hello.pod(), uid, now));
        if (replica.session != null) {
            replica.session.close();
        }
        replica.session = session;
        replica.wasConnected = true;
        for (String id : hello.running()) {
            Lease lease = leases.get(id);
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
        leases.values().stream()
                .filter(lease -> lease.uid.equals(hello.uid()) && lease.end == null)
                .filter(lease -> !hello.running().contains(lease.id.toString()))
                .forEach(lease -> {
                    lease.sent = false;
                    wakeUp.wake(namespace, lease.id.action());
                });
        return replica;
    }

    synchronized void disconnected(Replica replica, Session session) {
        if (replica.session == session) {
            replica.session = null;
            replica.ready = false;
            replica.disconnectedAt = clock.instant();
            leases.values().stream()
                    .filter(lease -> lease.uid.equals(replica.uid))
                    .forEach(lease -> wakeUp.wake(namespace, lease.id.action()));
        }
    }

    synchronized void ready(Replica replica, boolean ready) {
        replica.ready = ready && !replica.retired;
        if (replica.ready) {
            replica.avoidedUntil = Instant.EPOCH;
            obstacle = "";
            wakeNext(clock.instant());
        }
    }

    /** False when the try is not leased to that replica. */
    synchronized boolean started(Replica replica, String id) {
        Lease lease = leases.get(id);
        if (lease == null || !lease.uid.equals(replica.uid)) {
            return replica.unclaimed.containsKey(id);
        }
        lease.started = true;
        return true;
    }

    /** A try that was sent and is refused was not started. */
    synchronized void refused(Replica replica, String id) {
        replica.answered(id, false);
        Lease lease = leases.get(id);
        if (lease != null && lease.uid.equals(replica.uid) && lease.sent && !lease.started) {
            lease.refused = true;
            leaveReplica(lease);
            wakeUp.wake(namespace, lease.id.action());
        }
    }

    /** False when the try is not leased to that replica. */
    synchronized boolean ended(Replica replica, String id, End end) {
        Lease lease = leases.get(id);
        Instant now = clock.instant();
        if (lease == null) {
            Optional<TryId> named = TryId.parse(id);
            if (named.isEmpty()) {
                return false;
            }
            // Of an operator that was restarted: the action will ask.
            lease = new Lease(named.get(), new Starvation.Member("", "", null), replica.pod, replica.uid, now);
            leases.put(id, lease);
            replica.unclaimed.put(id, now);
        }
        if (!lease.uid.equals(replica.uid)) {
            return false;
        }
        usedAt = now;
        replica.leave(id, now);
        replica.avoidedUntil = Instant.EPOCH;
        if (lease.end == null) {
            lease.end = end;
            lease.sent = true;
            wakeUp.wake(namespace, lease.id.action());
        }
        if (lease.aborted) {
            leases.remove(id);
            if (replica.session != null) {
                replica.session.forget(id);
            }
            wakeUp.wake(namespace, lease.id.action());
        }
        wakeNext(now);
        return true;
    }

    // What the reconciler does.

    /** Workers of this pool cannot be used. */
    synchronized void unusable(String reason, Duration time) {
        unusable = reason;
        unusableUntil = clock.instant().plus(time);
        queue.values().forEach(waiting -> wakeUp.wake(namespace, waiting.id.action()));
    }

    synchronized String message() {
        return unusableUntil.isAfter(clock.instant()) ? unusable : obstacle;
    }

    synchronized boolean isUnusable() {
        return unusableUntil.isAfter(clock.instant());
    }

    /** Why there are fewer pods than wanted; empty when there are not. */
    synchronized void obstacle(String reason) {
        boolean isNew = !reason.isEmpty() && !reason.equals(obstacle);
        obstacle = reason;
        if (isNew) {
            queue.values().forEach(waiting -> wakeUp.wake(namespace, waiting.id.action()));
        }
    }

    /** A pod of the pool that has not ended, as scaling sees it. */
    synchronized Scaling.Replica replica(String pod, String uid, Instant madeAt) {
        Replica replica = replicas.get(uid);
        return replica == null
                ? new Scaling.Replica(pod, 0, madeAt)
                : new Scaling.Replica(pod, replica.busy.size(), replica.idleSince);
    }

    synchronized boolean isConnected(String uid) {
        Replica replica = replicas.get(uid);
        return replica != null && replica.isConnected();
    }

    /** Whether its supervisor was ever connected. */
    synchronized boolean wasConnected(String uid) {
        Replica replica = replicas.get(uid);
        return replica != null && replica.wasConnected;
    }

    /** Takes no more tasks; false when it has got some in between. */
    synchronized boolean retire(String uid) {
        Replica replica = replicas.get(uid);
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

    /** The pod is gone, or has ended: what it ran is looked at again. */
    synchronized void gone(String uid) {
        leases.values().stream()
                .filter(lease -> lease.uid.equals(uid))
                .forEach(lease -> wakeUp.wake(namespace, lease.id.action()));
    }

    /** Forgets replicas whose pods are gone, and ends what nobody asks for. */
    synchronized void sweep(Predicate<String> exists) {
        leases.values().stream()
                .filter(lease -> lease.end == null && !exists.test(lease.uid))
                .forEach(lease -> wakeUp.wake(namespace, lease.id.action()));
        Instant old = clock.instant().minus(UNCLAIMED);
        replicas.values()
                .removeIf(replica -> !exists.test(replica.uid)
                        && !replica.isConnected()
                        && replica.disconnectedAt.isBefore(old)
                        && leases.values().stream()
                                .noneMatch(lease -> lease.uid.equals(replica.uid) && !lease.aborted));
        leases.values().removeIf(lease -> lease.aborted && !replicas.containsKey(lease.uid));
        for (Replica replica : replicas.values()) {
            replica.unclaimed.forEach((id, since) -> {
                if (since.isBefore(old) && replica.unclaimed.remove(id) != null) {
                    Lease lease = leases.remove(id);
                    if (replica.session != null) {
                        if (lease == null) {
                            replica.session.abort(id);
                        }
                        replica.session.forget(id);
                    }
                    replica.leave(id, clock.instant());
                }
            });
        }
    }

    synchronized int queued() {
        return queue.size();
    }

    synchronized int busy() {
        return replicas.values().stream()
                .mapToInt(replica -> replica.busy.size())
                .sum();
    }

    synchronized int ready() {
        return (int) replicas.values().stream().filter(replica -> replica.ready).count();
    }

    synchronized Instant usedAt() {
        return busy() > 0 || !queue.isEmpty() ? clock.instant() : usedAt;
    }

    synchronized boolean isUnused() {
        return queue.isEmpty() && leases.isEmpty();
    }
}
