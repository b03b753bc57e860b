package org.flyte.executor.pool;

import io.fabric8.kubernetes.api.model.Pod;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.flyte.executor.config.PoolConfig;
import org.flyte.executor.plugin.PodKit;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.pool.rule.ConnectDeadline;
import org.jboss.logging.Logger;

/** Finds pods of pools that have ended or whose supervisor does not come, and says when a pool cannot be used. */
@ApplicationScoped
class WorkerPodHealth {
    private static final Logger LOG = Logger.getLogger(WorkerPodHealth.class);

    /** What has ended stays so long that the tries that ran in it can be judged. */
    private static final Duration ENDED_POD = Duration.ofSeconds(30);

    private final WorkerPods workers;
    private final PodKit kit;
    private final PoolConfig config;
    private final Map<String, Instant> endedAt = new ConcurrentHashMap<>();

    WorkerPodHealth(WorkerPods workers, PodKit kit, PoolConfig config) {
        this.workers = workers;
        this.kit = kit;
        this.config = config;
    }

    /** Looks at pods that have ended: what they ran is judged again, and after a while they are deleted. */
    void ended(Pool pool, List<Pod> pods, Instant now) {
        pods.forEach(pod -> ended(pool, pod, now));
        Set<String> uids = pods.stream().map(pod -> pod.getMetadata().getUid()).collect(Collectors.toSet());
        String prefix = key(pool, "");
        endedAt.keySet().removeIf(key -> key.startsWith(prefix) && !uids.contains(key.substring(prefix.length())));
    }

    private void ended(Pool pool, Pod pod, Instant now) {
        String key = key(pool, pod.getMetadata().getUid());
        Instant seen = endedAt.putIfAbsent(key, now);
        if (seen == null) {
            boolean connected = pool.capacity().isConnected(pod.getMetadata().getUid());
            boolean used = connected
                    || pool.capacity()
                                    .replica("", pod.getMetadata().getUid(), now)
                                    .busy()
                            > 0;
            pool.capacity().gone(pod.getMetadata().getUid());
            if (!used
                    && !pool.capacity().wasConnected(pod.getMetadata().getUid())
                    && !deadline(pool).isOlder(Instant.parse(pod.getMetadata().getCreationTimestamp()))
                    && pod.getMetadata().getDeletionTimestamp() == null) {
                unusable(pool, "a pod has ended before its supervisor connected: " + reason(pod, now));
            }
        } else if (!seen.plus(ENDED_POD).isAfter(now)) {
            workers.delete(pod);
        }
    }

    /**
     * Looks at pods whose supervisor has not connected: what they wait for, and whether that is too long.
     *
     * @return when to look again; null for no time
     */
    Duration unconnected(Pool pool, List<Pod> alive, Instant now) {
        Duration next = null;
        String waits = "";
        for (Pod pod : alive) {
            if (pool.capacity().isConnected(pod.getMetadata().getUid())
                    || pool.capacity().wasConnected(pod.getMetadata().getUid())) {
                continue;
            }
            switch (kit.verdict(pod, now)) {
                case Report.Active active
                when active.phase() == Report.Phase.RUNNING -> {
                    Instant due = deadline(pool).of(active.since());
                    if (due.isAfter(now)) {
                        next = PoolReconciler.shorter(next, Duration.between(now, due));
                    } else {
                        unusable(pool, "the supervisor has not connected within " + config.connectTimeout());
                        workers.delete(pod);
                    }
                }
                case Report.Active active -> {
                    if (active.phase() == Report.Phase.WAITING) {
                        waits = active.reason();
                    }
                    if (active.checkAt() != null) {
                        next = PoolReconciler.shorter(next, Duration.between(now, active.checkAt()));
                    }
                }
                case Report.Failed failed -> {
                    unusable(pool, failed.failure().summary());
                    workers.delete(pod);
                }
                case Report.Completed _, Report.Leaving _ -> {}
            }
        }
        if (!waits.isEmpty()) {
            pool.capacity().obstacle(waits);
        }
        return next;
    }

    private ConnectDeadline deadline(Pool pool) {
        return new ConnectDeadline(pool.capacity().knownSince(), config.connectTimeout());
    }

    private void unusable(Pool pool, String reason) {
        LOG.warnf("a pool is not used: pool=%s reason=%s", pool.name(), reason);
        pool.capacity().unusable(reason, config.unusableTime());
    }

    private String reason(Pod pod, Instant now) {
        return kit.verdict(pod, now) instanceof Report.Failed failed
                ? failed.failure().message()
                : "it has succeeded";
    }

    private static String key(Pool pool, String uid) {
        return "%s/%s/%s".formatted(pool.namespace(), pool.name(), uid);
    }
}
