package org.flyte.executor.pool;

import io.fabric8.kubernetes.api.model.Pod;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import org.flyte.executor.plugin.Details;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.PodKit;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.pool.rule.PoolState.Leased;
import org.flyte.executor.pool.rule.Starvation.Member;
import org.flyte.executor.pool.rule.TryId;
import org.flyte.idl.core.ContainerContext;
import org.flyte.idl.core.ContainerContext.ProcessContext;
import org.flyte.idl.core.LogContext;
import org.flyte.idl.core.PodLogContext;
import org.flyte.platform.model.ProtoTime;
import org.flyte.platform.model.RecentMap;
import org.flyte.platform.podlogs.Stamp;

/** Tries that hold a slot: starts them once the slot is recorded, and says how they stand. */
@ApplicationScoped
class LeasedTries {
    /** A supervisor that is silent for so long is lost, and with it what it runs. */
    private static final Duration LOST = Duration.ofSeconds(15);

    /** How long a pod that is lost may take to go. */
    private static final Duration DELETION = Duration.ofSeconds(30);

    /** How long an aborted try may take: it is cancelled, its neighbours may end, then its worker is killed. */
    private static final Duration STOP = Duration.ofSeconds(90);

    private static final int REMEMBERED = 10_000;

    private final Pools pools;
    private final PooledTasks tasks;
    private final WorkerPodCache pods;
    private final WorkerPods workers;
    private final PodKit kit;
    private final Clock clock;
    private final Map<String, Instant> stopping = Collections.synchronizedMap(new RecentMap<>(REMEMBERED));

    LeasedTries(Pools pools, PooledTasks tasks, WorkerPodCache pods, WorkerPods workers, PodKit kit, Clock clock) {
        this.pools = pools;
        this.tasks = tasks;
        this.pods = pods;
        this.workers = workers;
        this.kit = kit;
        this.clock = clock;
    }

    Report observe(TaskExecution execution, Leased lease) {
        TryId id = PoolLogs.idOf(execution);
        Pool pool = pools.of(execution.namespace(), lease.pool());
        LeaseView view = pool.view(id, member(execution), lease);
        if (view.end() != null) {
            return view.end().report(lease.since());
        }
        if (view.refused()) {
            return lost("its supervisor had no slot for it", lease);
        }
        if (view.session() == null) {
            return disconnected(execution, lease, view);
        }
        if (!view.sent()) {
            send(execution, pool, id, view);
        }
        return Report.Active.of(Report.Phase.RUNNING, lease.since());
    }

    private void send(TaskExecution execution, Pool pool, TryId id, LeaseView view) {
        PooledTask task = tasks.of(execution).orElseThrow();
        if (pool.send(id)) {
            Stamp stamp = new Stamp(execution.spec().runName, execution.spec().actionName, execution.attempt());
            view.session().run(id.toString(), task.command(), task.variables(), stamp.toString());
            tasks.forget(execution);
        }
    }

    private static Member member(TaskExecution execution) {
        return new Member(execution.spec().runName, execution.spec().actionName, execution.spec().parentActionName);
    }

    /** Its pod says what happened; a pod that is silent is deleted, so that the try does not run beside its successor. */
    private Report disconnected(TaskExecution execution, Leased lease, LeaseView view) {
        Instant now = clock.instant();
        Instant lostAt = view.disconnectedAt().plus(LOST);
        Optional<Pod> found = pods.get(execution.namespace(), lease.pod())
                .filter(pod -> pod.getMetadata().getUid().equals(lease.uid()));
        if (found.isEmpty()) {
            boolean podsAreKnown =
                    pools.of(execution.namespace(), lease.pool()).spec().isPresent();
            return podsAreKnown || !lostAt.isAfter(now)
                    ? lost("the pod %s is gone".formatted(lease.pod()), lease)
                    : running(lease, lostAt);
        }
        Pod pod = found.get();
        return switch (kit.verdict(pod, now)) {
            case Report.Failed failed -> ended(failed, execution, lease);
            case Report.Completed _ -> lost("the pod %s has ended".formatted(lease.pod()), lease);
            case Report.Leaving leaving -> new Report.Leaving(leaving.until(), Details.NONE);
            case Report.Active _ when lostAt.isAfter(now) -> running(lease, lostAt);
            case Report.Active _ -> {
                workers.delete(pod);
                yield new Report.Leaving(now.plus(DELETION), Details.NONE);
            }
        };
    }

    private static Report running(Leased lease, Instant checkAt) {
        return new Report.Active(Report.Phase.RUNNING, "", lease.since(), checkAt, Details.NONE);
    }

    /** Which of several tasks has ended a pod is not known: it costs none of them an attempt. */
    private Report ended(Report.Failed failed, TaskExecution execution, Leased lease) {
        int concurrency = pools.of(execution.namespace(), lease.pool())
                .spec()
                .map(spec -> spec.concurrency)
                .orElse(1);
        boolean itsOwn = concurrency == 1 && failed.failure().code().equals("OOMKilled");
        return itsOwn
                ? Report.Failed.of(failed.failure(), lease.since())
                : lost(failed.failure().summary(), lease);
    }

    private static Report lost(String why, Leased lease) {
        return Report.Failed.of(Failure.system("WorkerLost", "the worker of the task is lost: " + why), lease.since());
    }

    /** Whether nothing of the try is at work; gives up after a while. */
    boolean isStopped(TaskExecution execution) {
        Optional<Leased> lease = PoolStates.leaseOf(execution);
        TryId id = PoolLogs.idOf(execution);
        boolean works = lease.flatMap(known -> pools.find(execution.namespace(), known.pool()))
                .filter(pool -> pool.isAtWork(id) && isAlive(execution.namespace(), lease.get()))
                .isPresent();
        if (!works) {
            stopping.remove(id.toString());
            return true;
        }
        Instant now = clock.instant();
        Instant since = stopping.computeIfAbsent(id.toString(), _ -> now);
        return !since.plus(STOP).isAfter(now);
    }

    private boolean isAlive(String namespace, Leased lease) {
        return pods.get(namespace, lease.pod())
                .filter(pod -> pod.getMetadata().getUid().equals(lease.uid()))
                .filter(pod -> !kit.verdict(pod, clock.instant()).isOver())
                .isPresent();
    }

    LogContext logs(TaskExecution execution, Leased lease) {
        ProcessContext.Builder process = ProcessContext.newBuilder().setContainerStartTime(ProtoTime.of(lease.since()));
        return LogContext.newBuilder()
                .setPrimaryPodName(lease.pod())
                .addPods(PodLogContext.newBuilder()
                        .setNamespace(execution.namespace())
                        .setPodName(lease.pod())
                        .setPrimaryContainerName(lease.container())
                        .addContainers(ContainerContext.newBuilder()
                                .setContainerName(lease.container())
                                .setProcess(process)))
                .build();
    }
}
