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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flyte.crd.WorkerPool;
import org.flyte.crd.WorkerPoolSpec;
import org.flyte.crd.WorkerPoolStatus;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.executor.config.PoolConfig;
import org.flyte.executor.config.WatchScope;
import org.flyte.executor.plugin.StartException;
import org.flyte.executor.pool.rule.Scaling;
import org.flyte.platform.kubernetes.ObjectWriter;

/** Gives each pool the pods that its queue asks for, and removes those that have been idle for too long. */
@ControllerConfiguration(
        name = PoolReconciler.NAME,
        generationAwareEventProcessing = false,
        informer = @Informer(name = PoolReconciler.NAME))
@GradualRetry(maxAttempts = Integer.MAX_VALUE, initialInterval = 500, intervalMultiplier = 2, maxInterval = 30_000)
class PoolReconciler implements ConfigurableReconciler<WorkerPool> {
    static final String NAME = "workerpool";

    private static final Duration RETRY_CREATE = Duration.ofSeconds(5);
    private static final Duration SWEEP = Duration.ofSeconds(30);

    private final KubernetesClient client;
    private final ObjectWriter writer;
    private final Pools pools;
    private final WorkerPods pods;
    private final WorkerPodCache cache;
    private final PoolTokens tokens;
    private final WorkerPodHealth health;
    private final PoolConfig config;
    private final WatchScope scope;
    private final Clock clock;
    private final Counter coldStarts;
    private final Map<String, Instant> scaledAt = new ConcurrentHashMap<>();

    PoolReconciler(
            KubernetesClient client,
            Pools pools,
            WorkerPods pods,
            WorkerPodCache cache,
            PoolTokens tokens,
            WorkerPodHealth health,
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
        this.health = health;
        this.config = config;
        this.scope = WatchScope.of(executor, taskNamespace);
        this.clock = clock;
        this.coldStarts = Counter.builder("flyte.executor.pool.cold.starts")
                .description("Pods that were made for pools")
                .register(metrics);
    }

    @Override
    public void updateConfigurationFrom(ControllerConfigurationOverrider<WorkerPool> configuration) {
        scope.restrict(configuration);
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
        pool.capacity().sweep(uids::contains);
        List<Pod> ended = all.stream().filter(PoolReconciler::hasEnded).toList();
        health.ended(pool, ended, now);
        List<Pod> alive = all.stream()
                .filter(pod -> !hasEnded(pod) && pod.getMetadata().getDeletionTimestamp() == null)
                .toList();
        Duration next = SWEEP;
        next = shorter(next, health.unconnected(pool, alive, now));
        next = shorter(next, scale(resource, pool, alive, now));
        if (alive.isEmpty()
                && pool.capacity().isUnused()
                && !pool.capacity().usedAt().plus(config.retention()).isAfter(now)) {
            remove(resource, pool);
        } else {
            record(resource, pool, alive.size());
        }
        return next;
    }

    private Duration scale(WorkerPool resource, Pool pool, List<Pod> alive, Instant now) {
        if (pool.capacity().isUnusable() && pool.capacity().busy() == 0) {
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
                        pool.capacity().queued(),
                        pool.capacity().usedAt(),
                        scaledAt.get(key(pool)),
                        now);
        for (Pod pod : alive) {
            if (change.remove().contains(pod.getMetadata().getName())
                    && pool.capacity().retire(pod.getMetadata().getUid())) {
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
        return pool.capacity()
                .replica(
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
            pool.capacity().obstacle(e.getMessage());
            if (e.reason() == StartException.Reason.REFUSED) {
                // The ordinary pod fails for the same reason, and says so.
                pool.capacity().unusable(e.getMessage(), RETRY_CREATE);
            }
        } catch (KubernetesClientException e) {
            pool.capacity()
                    .obstacle(
                            e.getStatus() == null
                                    ? e.getMessage()
                                    : e.getStatus().getMessage());
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
        status.ready = pool.capacity().ready();
        String message = pool.capacity().message();
        status.message = message.isEmpty() ? null : message;
        WorkerPoolStatus before = resource.getStatus();
        boolean same = before != null
                && before.replicas == status.replicas
                && before.ready == status.ready
                && Objects.equals(before.message, status.message);
        if (!same) {
            Map<String, Object> fields = new HashMap<>();
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

    static Duration shorter(Duration one, Duration other) {
        Duration positive = other == null ? null : other.isPositive() ? other : Duration.ofMillis(10);
        if (one == null || positive == null) {
            return one == null ? positive : one;
        }
        return one.compareTo(positive) < 0 ? one : positive;
    }
}
