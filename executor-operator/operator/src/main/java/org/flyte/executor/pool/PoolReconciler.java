package org.flyte.executor.pool;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkiverse.operatorsdk.runtime.api.ConfigurableReconciler;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flyte.crd.TaskNamespaces;
import org.flyte.crd.WorkerPool;
import org.flyte.crd.WorkerPoolSpec;
import org.flyte.crd.WorkerPoolStatus;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.executor.config.PoolConfig;
import org.flyte.executor.config.Shard;
import org.flyte.executor.plugin.PodKit;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.plugin.StartException;
import org.flyte.executor.pool.rule.Scaling;
import org.flyte.platform.kubernetes.ObjectWriter;
import org.jboss.logging.Logger;

/** Gives each pool the pods that its queue asks for, and removes those that have been idle for too long. */
@ControllerConfiguration(
        name = PoolReconciler.NAME,
        generationAwareEventProcessing = false,
        informer = @Informer(name = PoolReconciler.NAME))
@GradualRetry(maxAttempts = Integer.MAX_VALUE, initialInterval = 500, intervalMultiplier = 2, maxInterval = 30_000)
class PoolReconciler implements ConfigurableReconciler<WorkerPool> {
    static final String NAME = "workerpool";

    private static final Logger LOG = Logger.getLogger(PoolReconciler.class);
    private static final Duration RETRY_CREATE = Duration.ofSeconds(5);
    private static final Duration SWEEP = Duration.ofSeconds(30);

    /** What has ended stays so long that the tries that ran in it can be judged. */
    private static final Duration ENDED_POD = Duration.ofSeconds(30);

    private final KubernetesClient client;
    private final ObjectWriter writer;
    private final Pools pools;
    private final WorkerPods pods;
    private final WorkerPodCache cache;
    private final PoolTokens tokens;
    private final PodKit kit;
    private final PoolConfig config;
    private final Shard shard;
    private final TaskNamespaces namespaces;
    private final Clock clock;
    private final Counter coldStarts;
    private final Map<String, Instant> scaledAt = new ConcurrentHashMap<>();
    private final Map<String, Instant> endedAt = new ConcurrentHashMap<>();

    PoolReconciler(
            KubernetesClient client,
            Pools pools,
            WorkerPods pods,
            WorkerPodCache cache,
            PoolTokens tokens,
            PodKit kit,
            PoolConfig config,
            ExecutorConfig executor,
            @ConfigProperty(name = "flyte.kubernetes.task-namespace") String taskNamespace,
            Clock clock,
            MeterRegistry metrics) {
        this.client = client;
        this.writer = new ObjectWriter(client);
        this.pools = pools;
        this.pods = pods;
        this.cache = cache;
        this.tokens = tokens;
        this.kit = kit;
        this.config = config;
        this.shard = Shard.of(executor);
        this.namespaces = new TaskNamespaces(taskNamespace);
        this.clock = clock;
        this.coldStarts = Counter.builder("flyte.executor.pool.cold.starts")
                .description("Pods that were made for pools")
                .register(metrics);
    }

    @Override
    public void updateConfigurationFrom(ControllerConfigurationOverrider<WorkerPool> configuration) {
        shard.selector().ifPresent(configuration::withLabelSelector);
        if (namespaces.isShared()) {
            configuration.settingNamespace(namespaces.template());
        } else {
            configuration.watchingAllNamespaces();
        }
    }

    @Override
    public List<EventSource<?, WorkerPool>> prepareEventSources(EventSourceContext<WorkerPool> context) {
        return cache.open(context);
    }

    @Override
    public UpdateControl<WorkerPool> reconcile(WorkerPool resource, Context<WorkerPool> context) {
        UpdateControl<WorkerPool> control = UpdateControl.noUpdate();
        if (resource.getMetadata().getDeletionTimestamp() == null) {
            Pool pool = pools.of(
                    resource.getMetadata().getNamespace(),
                    resource.getMetadata().getName());
            pool.spec(resource.getSpec());
            control.rescheduleAfter(step(resource, pool));
        }
        return control;
    }

    private Duration step(WorkerPool resource, Pool pool) {
        Instant now = clock.instant();
        List<Pod> all = cache.of(resource).toList();
        Set<String> uids = all.stream().map(pod -> pod.getMetadata().getUid()).collect(Collectors.toSet());
        pool.sweep(uids::contains);
        endedAt.keySet()
                .removeIf(key -> key.startsWith(key(pool) + "/")
                        && !uids.contains(key.substring(key(pool).length() + 1)));
        all.stream().filter(PoolReconciler::hasEnded).forEach(pod -> ended(pool, pod, now));
        List<Pod> alive = all.stream()
                .filter(pod -> !hasEnded(pod) && pod.getMetadata().getDeletionTimestamp() == null)
                .toList();
        Duration next = SWEEP;
        next = shorter(next, judge(pool, alive, now));
        next = shorter(next, scale(resource, pool, alive, now));
        if (alive.isEmpty()
                && pool.isUnused()
                && !pool.usedAt().plus(config.retention()).isAfter(now)) {
            remove(resource, pool);
        } else {
            record(resource, pool, alive.size());
        }
        return next;
    }

    private void ended(Pool pool, Pod pod, Instant now) {
        String key = key(pool) + "/" + pod.getMetadata().getUid();
        Instant seen = endedAt.putIfAbsent(key, now);
        if (seen == null) {
            boolean connected = pool.isConnected(pod.getMetadata().getUid());
            boolean used = connected
                    || pool.replica("", pod.getMetadata().getUid(), now).busy() > 0;
            pool.gone(pod.getMetadata().getUid());
            if (!used
                    && !pool.wasConnected(pod.getMetadata().getUid())
                    && pod.getMetadata().getDeletionTimestamp() == null) {
                unusable(pool, "a pod has ended before its supervisor connected: " + reason(pod, now));
            }
        } else if (!seen.plus(ENDED_POD).isAfter(now)) {
            pods.delete(pod);
        }
    }

    /** Looks at pods whose supervisor has not connected: what they wait for, and whether that is too long. */
    private Duration judge(Pool pool, List<Pod> alive, Instant now) {
        Duration next = null;
        String waits = "";
        for (Pod pod : alive) {
            if (pool.isConnected(pod.getMetadata().getUid())
                    || pool.wasConnected(pod.getMetadata().getUid())) {
                continue;
            }
            switch (kit.verdict(pod, now)) {
                case Report.Active active
                when active.phase() == Report.Phase.RUNNING -> {
                    Instant due = active.since().plus(config.connectTimeout());
                    if (due.isAfter(now)) {
                        next = shorter(next, Duration.between(now, due));
                    } else {
                        unusable(pool, "the supervisor has not connected within " + config.connectTimeout());
                        pods.delete(pod);
                    }
                }
                case Report.Active active -> {
                    if (active.phase() == Report.Phase.WAITING) {
                        waits = active.reason();
                    }
                    if (active.checkAt() != null) {
                        next = shorter(next, Duration.between(now, active.checkAt()));
                    }
                }
                case Report.Failed failed -> {
                    unusable(pool, failed.failure().summary());
                    pods.delete(pod);
                }
                case Report.Completed _, Report.Leaving _ -> {}
            }
        }
        if (!waits.isEmpty()) {
            pool.obstacle(waits);
        }
        return next;
    }

    private void unusable(Pool pool, String reason) {
        LOG.warnf("a pool is not used: pool=%s reason=%s", pool.name(), reason);
        pool.unusable(reason, config.unusableTime());
    }

    private String reason(Pod pod, Instant now) {
        return kit.verdict(pod, now) instanceof Report.Failed failed
                ? failed.failure().message()
                : "it has succeeded";
    }

    private Duration scale(WorkerPool resource, Pool pool, List<Pod> alive, Instant now) {
        if (pool.isUnusable() && pool.busy() == 0) {
            alive.forEach(pods::delete);
            return null;
        }
        WorkerPoolSpec spec = resource.getSpec();
        Scaling.Change change = new Scaling(
                        spec.minReplicas,
                        spec.maxReplicas,
                        spec.concurrency,
                        Duration.ofSeconds(spec.idleTtlSeconds),
                        Duration.ofSeconds(spec.scaledownTtlSeconds))
                .decide(
                        alive.stream().map(pod -> replica(pool, pod)).toList(),
                        pool.queued(),
                        pool.usedAt(),
                        scaledAt.get(key(pool)),
                        now);
        for (Pod pod : alive) {
            if (change.remove().contains(pod.getMetadata().getName())
                    && pool.retire(pod.getMetadata().getUid())) {
                pods.delete(pod);
                scaledAt.put(key(pool), now);
            }
        }
        for (int i = 0; i < change.create(); i++) {
            if (!create(resource, pool)) {
                return RETRY_CREATE;
            }
        }
        return change.checkAt() == null ? null : Duration.between(now, change.checkAt());
    }

    private static Scaling.Replica replica(Pool pool, Pod pod) {
        return pool.replica(
                pod.getMetadata().getName(),
                pod.getMetadata().getUid(),
                Instant.parse(pod.getMetadata().getCreationTimestamp()));
    }

    private boolean create(WorkerPool resource, Pool pool) {
        try {
            cache.created(pods.create(resource));
            coldStarts.increment();
            return true;
        } catch (StartException e) {
            pool.obstacle(e.getMessage());
            if (e.reason() == StartException.Reason.REFUSED) {
                // The ordinary pod fails for the same reason, and says so.
                pool.unusable(e.getMessage(), RETRY_CREATE);
            }
        } catch (KubernetesClientException e) {
            pool.obstacle(e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage());
        }
        return false;
    }

    private void remove(WorkerPool resource, Pool pool) {
        if (pools.remove(pool)) {
            client.resource(resource).delete();
            tokens.forget(pool.namespace(), pool.name());
            scaledAt.remove(key(pool));
        }
    }

    private void record(WorkerPool resource, Pool pool, int replicas) {
        WorkerPoolStatus status = new WorkerPoolStatus();
        status.replicas = replicas;
        status.ready = pool.ready();
        String message = pool.message();
        status.message = message.isEmpty() ? null : message;
        WorkerPoolStatus before = resource.getStatus();
        boolean same = before != null
                && before.replicas == status.replicas
                && before.ready == status.ready
                && Objects.equals(before.message, status.message);
        if (!same) {
            Map<String, Object> fields = new java.util.HashMap<>();
            fields.put("replicas", status.replicas);
            fields.put("ready", status.ready);
            fields.put("message", status.message);
            writer.patchStatus(resource, client.getKubernetesSerialization().asJson(Map.of("status", fields)));
        }
    }

    private static boolean hasEnded(Pod pod) {
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        return "Succeeded".equals(phase) || "Failed".equals(phase);
    }

    private static String key(Pool pool) {
        return pool.namespace() + "/" + pool.name();
    }

    private static Duration shorter(Duration one, Duration other) {
        Duration positive = other == null ? null : other.isPositive() ? other : Duration.ofMillis(10);
        if (one == null || positive == null) {
            return one == null ? positive : one;
        }
        return one.compareTo(positive) < 0 ? one : positive;
    }
}
