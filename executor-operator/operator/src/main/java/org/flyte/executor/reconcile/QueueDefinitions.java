package org.flyte.executor.reconcile;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flyte.crd.TaskQueue;
import org.flyte.crd.TaskQueueSpec;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.executor.config.QueueConfig;
import org.flyte.executor.reconcile.rule.QueueLimits;
import org.jboss.logging.Logger;

/** The queues that there are: those of the configuration, and the TaskQueues, which come before them. */
@ApplicationScoped
class QueueDefinitions {
    private static final Logger LOG = Logger.getLogger(QueueDefinitions.class);
    private static final Duration FIRST_LIST = Duration.ofSeconds(30);

    private final KubernetesClient client;
    private final String namespace;
    private final Map<String, QueueLimits> configured = new HashMap<>();
    private volatile SharedIndexInformer<TaskQueue> informer;

    QueueDefinitions(
            KubernetesClient client,
            ExecutorConfig config,
            @ConfigProperty(name = "flyte.kubernetes.namespace") String namespace) {
        this.client = client;
        this.namespace = namespace;
        config.queues().forEach((name, queue) -> configured.put(name, limits(name, queue)));
    }

    /** Begins to watch TaskQueues, and waits until those that there are have come: the actions in them would fail. */
    void open() {
        informer = client.resources(TaskQueue.class)
                .inNamespace(namespace)
                .runnableInformer(0)
                .exceptionHandler((started, failure) -> {
                    LOG.warnf("cannot watch TaskQueues; retrying: cause=%s", failure.getMessage());
                    return true;
                });
        try {
            informer.start().toCompletableFuture().get(FIRST_LIST.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warnf(
                    "TaskQueues of namespace %s cannot be read; until they can, there are the configured queues only: is the CRD"
                            + " taskqueues.flyte.org applied? cause=%s",
                    namespace, e.getMessage());
        }
    }

    void stop(@Observes ShutdownEvent event) {
        SharedIndexInformer<TaskQueue> running = informer;
        if (running != null) {
            running.stop();
        }
    }

    /** Limits by name. */
    Map<String, QueueLimits> current() {
        Map<String, QueueLimits> all = new HashMap<>(configured);
        SharedIndexInformer<TaskQueue> running = informer;
        if (running != null) {
            running.getStore()
                    .list()
                    .forEach(queue -> all.put(queue.getMetadata().getName(), limits(queue.getSpec())));
        }
        return all;
    }

    private static QueueLimits limits(TaskQueueSpec spec) {
        return new QueueLimits(atLeastOne(spec.concurrency), atLeastOne(spec.projectConcurrency), spec.priority);
    }

    /** The definition of the resource forbids less, unless it is an older one. */
    private static int atLeastOne(Integer most) {
        return most == null ? Integer.MAX_VALUE : Math.max(1, most);
    }

    private static QueueLimits limits(String name, QueueConfig queue) {
        String key = "flyte.executor.queues." + name;
        return new QueueLimits(
                checked(key + ".concurrency", queue.concurrency()).orElse(Integer.MAX_VALUE),
                checked(key + ".project-concurrency", queue.projectConcurrency())
                        .orElse(Integer.MAX_VALUE),
                queue.priority());
    }

    /** @throws IllegalArgumentException when it is below 1 */
    static Optional<Integer> checked(String key, Optional<Integer> most) {
        if (most.isPresent() && most.get() < 1) {
            throw new IllegalArgumentException("%s is %d, but must be at least 1".formatted(key, most.get()));
        }
        return most;
    }
}
