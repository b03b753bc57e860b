package org.flyte.executor.pool;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.flyte.crd.WorkerPoolSpec;
import org.flyte.executor.plugin.WakeUp;
import org.flyte.executor.pool.rule.Starvation;
import org.flyte.executor.pool.rule.TryId;

/** The slots of one pool, the tries that hold them and those that wait for one. Guarded by its monitor. */
final class PoolSlots {
    final Map<String, WorkerReplica> replicas = new HashMap<>();
    final Map<String, Lease> leases = new HashMap<>();
    final Map<String, Waiting> queue = new LinkedHashMap<>();
    WorkerPoolSpec spec;
    Instant usedAt;
    Instant unusableUntil = Instant.EPOCH;
    String unusable = "";

    /** Why there are fewer pods than wanted; empty when there are not. */
    String obstacle = "";

    /** Since when this operator knows the pool: what was before, such as connections, it cannot know. */
    final Instant knownSince;

    private final String namespace;
    private final WakeUp wakeUp;
    private final Clock clock;

    PoolSlots(String namespace, WakeUp wakeUp, Clock clock) {
        this.namespace = namespace;
        this.wakeUp = wakeUp;
        this.clock = clock;
        this.knownSince = clock.instant();
        this.usedAt = knownSince;
    }

    Instant now() {
        return clock.instant();
    }

    void wake(TryId id) {
        wakeUp.wake(namespace, id.action());
    }

    private int concurrency() {
        return spec == null ? 1 : spec.concurrency;
    }

    private int free(Instant now) {
        return replicas.values().stream()
                .mapToInt(replica -> replica.free(concurrency(), now))
                .sum();
    }

    /** Whether there is a slot for it when those before it have theirs. */
    boolean isNext(Waiting waiting, Instant now) {
        int free = free(now);
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

    /** The replica with a free slot that runs the fewest tasks. */
    Optional<WorkerReplica> freest(Instant now) {
        return replicas.values().stream()
                .filter(replica -> replica.free(concurrency(), now) > 0)
                .min(Comparator.comparingInt((WorkerReplica replica) -> replica.busy.size())
                        .thenComparing(replica -> replica.pod));
    }

    /** Gives it a slot, which its supervisor is to confirm. */
    void hold(Waiting waiting, WorkerReplica replica, Instant now) {
        String id = waiting.id.toString();
        queue.remove(id);
        replica.busy.add(id);
        leases.put(id, new Lease(waiting.id, waiting.member, replica.pod, replica.uid, now));
    }

    /** Whether no slot will be free before a task that waits for one has run. */
    boolean isStarved() {
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
    void wakeNext(Instant now) {
        int free = free(now);
        if (free == 0 && isStarved()) {
            free = 1;
        }
        for (Waiting each : queue.values()) {
            if (free <= 0) {
                return;
            }
            if (each.isPassedOver(now)) {
                each.wake(now);
                wake(each.id);
            } else {
                free--;
                if (each.wake(now)) {
                    wake(each.id);
                }
            }
        }
    }

    void leaveReplica(Lease lease) {
        WorkerReplica replica = replicas.get(lease.uid);
        if (replica != null) {
            replica.leave(lease.id.toString(), now());
        }
    }
}
