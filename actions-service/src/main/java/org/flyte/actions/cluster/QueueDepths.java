package org.flyte.actions.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.flyte.actions.KubernetesConfig;
import org.flyte.crd.TaskQueue;
import org.flyte.crd.TaskQueueSpec;
import org.flyte.crd.TaskQueueStatus;
import org.flyte.platform.model.FlyteException.Exhausted;
import org.jboss.logging.Logger;

/**
 * Refuses actions of queues in which as many wait as their TaskQueue allows. What waits is read from its status, which the operator
 * refreshes every 2 s; what this replica has admitted meanwhile is counted. Several replicas may admit some more together.
 */
@ApplicationScoped
public class QueueDepths {
    private static final Logger LOG = Logger.getLogger(QueueDepths.class);

    /** After which the status has what was admitted. */
    private static final Duration STATUS_AGE = Duration.ofSeconds(4);

    private final KubernetesClient kubernetes;
    private final String namespace;
    private final Clock clock;

    /** Guarded by this. */
    private final Map<String, Admitted> admitted = new HashMap<>();

    private volatile SharedIndexInformer<TaskQueue> informer;

    QueueDepths(KubernetesClient kubernetes, KubernetesConfig config, Clock clock) {
        this.kubernetes = kubernetes;
        this.namespace = config.namespace();
        this.clock = clock;
    }

    /**
     * Actions that this replica has let into a queue.
     *
     * @param since the first of them
     */
    private record Admitted(Instant since, int count) {}

    void start(@Observes StartupEvent event) {
        informer = kubernetes
                .resources(TaskQueue.class)
                .inNamespace(namespace)
                .runnableInformer(0)
                .exceptionHandler((started, failure) -> {
                    LOG.warnf("cannot watch TaskQueues; retrying: cause=%s", failure.getMessage());
                    return true;
                });
        informer.start();
    }

    void stop(@Observes ShutdownEvent event) {
        SharedIndexInformer<TaskQueue> running = informer;
        if (running != null) {
            running.stop();
        }
    }

    /**
     * Counts an action that is about to enter a queue.
     *
     * @param queue "" for that of actions which name none
     * @throws Exhausted when as many wait there as may
     */
    public void admit(String queue) {
        find(TaskQueue.nameOf(queue))
                .filter(found -> found.getSpec().depth != null)
                .ifPresent(this::admit);
    }

    private Optional<TaskQueue> find(String name) {
        SharedIndexInformer<TaskQueue> running = informer;
        return running == null
                ? Optional.empty()
                : Optional.ofNullable(running.getStore().getByKey(namespace + "/" + name));
    }

    /** How many actions may still enter: those that wait, and those that start at once. */
    static long room(TaskQueueSpec spec, TaskQueueStatus status) {
        long places = (long) spec.depth - status.waiting;
        if (spec.concurrency == null) {
            return status.waiting == 0 ? Long.MAX_VALUE : places;
        }
        return places + Math.max(0, spec.concurrency - status.working);
    }

    private synchronized void admit(TaskQueue queue) {
        String name = queue.getMetadata().getName();
        Instant now = clock.instant();
        Admitted known = admitted.get(name);
        Admitted recent = known == null || known.since().plus(STATUS_AGE).isBefore(now) ? new Admitted(now, 0) : known;
        TaskQueueStatus status = queue.getStatus() == null ? new TaskQueueStatus() : queue.getStatus();
        if (recent.count() >= room(queue.getSpec(), status)) {
            throw new Exhausted(
                    "queue '%s' has as many actions waiting as it may have: %d (depth); try again later",
                    name, queue.getSpec().depth);
        }
        admitted.put(name, new Admitted(recent.since(), recent.count() + 1));
    }
}
