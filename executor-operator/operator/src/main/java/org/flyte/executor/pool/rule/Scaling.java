package org.flyte.executor.pool.rule;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Decides how many replicas a pool has, by its queue and by its times to live. */
public final class Scaling {
    private final int min;
    private final int max;
    private final int concurrency;
    private final Duration idleTtl;
    private final Duration scaledownTtl;

    public Scaling(int min, int max, int concurrency, Duration idleTtl, Duration scaledownTtl) {
        this.min = min;
        this.max = max;
        this.concurrency = concurrency;
        this.idleTtl = idleTtl;
        this.scaledownTtl = scaledownTtl;
    }

    /**
     * A replica whose pod has not ended.
     *
     * @param busy tasks that it runs or is to run
     * @param idleSince when its last task has ended, or when it was made
     */
    public record Replica(String pod, int busy, Instant idleSince) {}

    /**
     * What to do.
     *
     * @param create number of pods
     * @param remove name of a pod
     * @param checkAt when time alone may change the answer; null when an event will come
     */
    public record Change(int create, List<String> remove, Instant checkAt) {}

    /**
     * Answers for one moment.
     *
     * @param queued tasks that wait for a slot
     * @param usedAt when the pool had a task last
     * @param scaledAt when a replica was removed last, or null
     */
    public Change decide(List<Replica> replicas, int queued, Instant usedAt, Instant scaledAt, Instant now) {
        int busy = replicas.stream().mapToInt(Replica::busy).sum();
        if (busy == 0 && queued == 0) {
            Instant end = usedAt.plus(idleTtl);
            if (!end.isAfter(now)) {
                return new Change(0, replicas.stream().map(Replica::pod).toList(), null);
            }
            return down(replicas, Math.min(min, replicas.size()), scaledAt, now, end);
        }
        int needed = Math.ceilDiv(busy + queued, concurrency);
        int wanted = Math.clamp(needed, Math.max(1, min), max);
        if (replicas.size() < wanted) {
            return new Change(wanted - replicas.size(), List.of(), null);
        }
        return down(replicas, wanted, scaledAt, now, null);
    }

    /** Removes one idle replica above the wanted number, and no other before its time to live has passed again. */
    private Change down(List<Replica> replicas, int wanted, Instant scaledAt, Instant now, Instant end) {
        Optional<Replica> longestIdle = replicas.size() <= wanted
                ? Optional.empty()
                : replicas.stream()
                        .filter(replica -> replica.busy() == 0)
                        .min(Comparator.comparing(Replica::idleSince).thenComparing(Replica::pod));
        if (longestIdle.isEmpty()) {
            return new Change(0, List.of(), end);
        }
        Instant from = longestIdle.get().idleSince();
        Instant due = (scaledAt != null && scaledAt.isAfter(from) ? scaledAt : from).plus(scaledownTtl);
        if (due.isAfter(now)) {
            return new Change(0, List.of(), end != null && end.isBefore(due) ? end : due);
        }
        return new Change(0, List.of(longestIdle.get().pod()), now.plus(scaledownTtl));
    }
}
