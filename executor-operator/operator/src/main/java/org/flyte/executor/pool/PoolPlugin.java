package org.flyte.executor.pool;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.flyte.crd.Names;
import org.flyte.crd.WorkerPool;
import org.flyte.executor.config.PodConfig;
import org.flyte.executor.kubernetesevent.KubernetesEvents;
import org.flyte.executor.plugin.Details;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.plugin.StartException;
import org.flyte.executor.plugin.StartResult;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskPlugin;
import org.flyte.executor.plugin.kubernetes.CreateRefusal;
import org.flyte.executor.pod.PodPlugin;
import org.flyte.executor.pool.rule.Policy;
import org.flyte.executor.pool.rule.PoolState.Leased;
import org.flyte.executor.pool.rule.PoolState.Ordinary;
import org.flyte.executor.pool.rule.Starvation.Member;
import org.flyte.executor.pool.rule.TryId;
import org.flyte.idl.core.LogContext;

/** Carries out a try in a slot of a pool of warm workers, or where that cannot be as an ordinary pod; see docs/behaviour/reuse.md. */
@ApplicationScoped
class PoolPlugin implements TaskPlugin {
    private static final Duration RECHECK = Duration.ofSeconds(10);
    private static final int CONFLICT = 409;

    private final PodPlugin ordinary;
    private final PooledTasks tasks;
    private final Pools pools;
    private final PoolSupervisors supervisors;
    private final LeasedTries leased;
    private final WorkerPodCache pods;
    private final KubernetesClient client;
    private final KubernetesEvents events;
    private final MeterRegistry metrics;
    private final Timer dispatch;
    private final boolean identity;
    private final Clock clock;

    PoolPlugin(
            PodPlugin ordinary,
            PooledTasks tasks,
            Pools pools,
            PoolSupervisors supervisors,
            LeasedTries leased,
            WorkerPodCache pods,
            KubernetesClient client,
            KubernetesEvents events,
            MeterRegistry metrics,
            PodConfig config,
            Clock clock) {
        this.ordinary = ordinary;
        this.tasks = tasks;
        this.pools = pools;
        this.supervisors = supervisors;
        this.leased = leased;
        this.pods = pods;
        this.client = client;
        this.events = events;
        this.metrics = metrics;
        this.dispatch = Timer.builder("flyte.executor.pool.dispatch")
                .description("Time from the request for a slot to the answer of a supervisor that has one")
                .publishPercentileHistogram()
                .register(metrics);
        this.identity = config.identity().endpoint().isPresent();
        this.clock = clock;
    }

    @Override
    public Optional<Report> observe(TaskExecution execution) {
        return switch (PoolStates.of(execution).orElse(null)) {
            case Leased lease -> Optional.of(leased.observe(execution, lease));
            case Ordinary _ -> ordinary.observe(execution).map(report -> explained(report, execution));
            case null -> ordinary.observe(execution);
        };
    }

    @Override
    public Optional<Report> observeLive(TaskExecution execution) {
        return PoolStates.leaseOf(execution).isPresent() ? observe(execution) : ordinary.observeLive(execution);
    }

    /** Why it does not run in the pool is shown as long as nothing else is to be said. */
    private static Report explained(Report report, TaskExecution execution) {
        return report instanceof Report.Active active
                        && active.reason().isEmpty()
                        && PoolStates.of(execution).orElse(null) instanceof Ordinary how
                ? active.withReason("runs as an ordinary pod: " + how.reason())
                : report;
    }

    @Override
    public boolean honoursReusePolicy() {
        return true;
    }

    @Override
    public StartResult start(TaskExecution execution) {
        if (PoolStates.leaseOf(execution).isPresent()) {
            return new StartResult.Existing();
        }
        if (!Policy.isIn(execution.template()) || ordinary.observe(execution).isPresent()) {
            return ordinary.start(execution);
        }
        if (!supervisors.isEnabled()) {
            return elsewhere(execution, Fallback.DISABLED, "this installation has no warm workers");
        }
        Optional<PooledTask> task = tasks.of(execution);
        if (task.isEmpty()) {
            return elsewhere(execution, Fallback.NO_PYTHON_TASK, "its command is not a0");
        }
        Optional<Fallback.Because> alone = Fallback.before(
                identity,
                execution.attempt() > 1 || execution.lost() > 0,
                Policy.of(execution.template()).concurrency());
        if (alone.isPresent()) {
            return elsewhere(execution, alone.get().why(), alone.get().reason());
        }
        Pool pool = pool(execution, task.get());
        Timer.Sample sample = Timer.start();
        return switch (pool.acquire(
                new Waiting(PoolLogs.idOf(execution), member(execution)),
                task.get().container())) {
            case SlotAnswer.Slot slot -> {
                sample.stop(dispatch);
                yield new StartResult.Started(Details.state(PoolStates.text(slot.lease())), clock.instant());
            }
            case SlotAnswer.Wait _ -> {
                pods.changed(pool.namespace(), pool.name());
                yield new StartResult.Pending(clock.instant().plus(RECHECK));
            }
            case SlotAnswer.Elsewhere other -> elsewhere(execution, other.why(), other.reason());
            case SlotAnswer.NotYet notYet -> {
                pods.changed(pool.namespace(), pool.name());
                throw StartException.notYet(notYet.reason(), null);
            }
        };
    }

    private static Member member(TaskExecution execution) {
        return new Member(execution.spec().runName, execution.spec().actionName, execution.spec().parentActionName);
    }

    private StartResult elsewhere(TaskExecution execution, Fallback why, String reason) {
        StartResult result = ordinary.start(execution);
        if (!(result instanceof StartResult.Started)) {
            return result;
        }
        tasks.forget(execution);
        metrics.counter("flyte.executor.pool.fallbacks", "reason", why.label()).increment();
        events.runsAsOrdinaryPod(execution.action(), execution.attempt(), reason);
        return new StartResult.Started(Details.state(PoolStates.text(new Ordinary(shortened(reason)))), null);
    }

    private static String shortened(String reason) {
        return reason.length() <= 500 ? reason : reason.substring(0, 500);
    }

    /** The pool, made if there is none. */
    private Pool pool(TaskExecution execution, PooledTask task) {
        Pool pool = pools.of(execution.namespace(), task.pool());
        if (pool.spec().isPresent()) {
            return pool;
        }
        WorkerPool resource = new WorkerPool();
        resource.setMetadata(new ObjectMetaBuilder()
                .withName(task.pool())
                .withNamespace(execution.namespace())
                .addToLabels(Names.LABEL_MANAGED, "true")
                .addToLabels(shard(execution))
                .build());
        resource.setSpec(task.spec().get());
        try {
            client.resource(resource).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != CONFLICT) {
                throw new CreateRefusal(e).toException();
            }
        }
        pool.spec(resource.getSpec());
        return pool;
    }

    private static Map<String, String> shard(TaskExecution execution) {
        Map<String, String> labels = execution.action().getMetadata().getLabels();
        String shard = labels == null ? null : labels.get(Names.LABEL_SHARD);
        return shard == null ? Map.of() : Map.of(Names.LABEL_SHARD, shard);
    }

    @Override
    public void stop(TaskExecution execution) {
        tasks.forget(execution);
        Optional<Leased> lease = PoolStates.leaseOf(execution);
        if (lease.isPresent()) {
            pools.find(execution.namespace(), lease.get().pool())
                    .ifPresent(pool -> pool.release(PoolLogs.idOf(execution)));
        } else {
            pools.release(execution.namespace(), PoolLogs.idOf(execution));
            ordinary.stop(execution);
        }
    }

    @Override
    public void stopLeftovers(TaskExecution execution, Predicate<String> kept) {
        ordinary.stopLeftovers(execution, kept);
        for (TryId other : pools.others(execution.namespace(), execution.uid())) {
            if (!kept.test(Names.pod(other.action(), other.attempt(), other.lost()))) {
                pools.release(execution.namespace(), other);
            }
        }
    }

    @Override
    public boolean isStopped(TaskExecution execution) {
        return leased.isStopped(execution);
    }

    @Override
    public Optional<LogContext> logs(TaskExecution execution) {
        Optional<Leased> lease = PoolStates.leaseOf(execution);
        return lease.isPresent() ? Optional.of(leased.logs(execution, lease.get())) : ordinary.logs(execution);
    }

    @Override
    public Optional<String> primaryPod(TaskExecution execution) {
        Optional<Leased> lease = PoolStates.leaseOf(execution);
        return lease.isPresent() ? lease.map(Leased::pod) : ordinary.primaryPod(execution);
    }
}
