package org.flyte.executor.kubernetesevent;

import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.flyte.crd.TaskAction;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.executor.plugin.Failure;
import org.flyte.platform.model.CallLimit;
import org.flyte.platform.model.FlyteException;
import org.jboss.logging.Logger;

/**
 * Writes a Kubernetes Event for each attempt that failed, which {@code kubectl describe} shows. What succeeds makes none. Callers
 * never wait, and an Event that cannot be written is dropped: the status has all of it.
 */
@ApplicationScoped
public class KubernetesEvents {
    private static final Logger LOG = Logger.getLogger(KubernetesEvents.class);
    private static final int MAX_CONCURRENT = 4;
    private static final int MAX_WAITING = 1000;

    private final KubernetesClient client;
    private final boolean enabled;
    private final Clock clock;
    private final Counter dropped;
    private final String instance = Objects.requireNonNullElse(System.getenv("HOSTNAME"), "executor-operator");
    private final CallLimit limit =
            new CallLimit("writes of Kubernetes Events", MAX_CONCURRENT, MAX_WAITING, Duration.ofMinutes(1));
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    protected KubernetesEvents(KubernetesClient client, ExecutorConfig config, Clock clock, MeterRegistry metrics) {
        this.client = client;
        this.enabled = config.kubernetesEvents();
        this.clock = clock;
        this.dropped = Counter.builder("flyte.executor.kubernetes.events.dropped")
                .description("Kubernetes Events that could not be written")
                .register(metrics);
    }

    @PreDestroy
    void stop() {
        threads.shutdownNow();
    }

    /** An attempt of the action has failed. */
    public void failed(TaskAction action, int attempt, Failure failure) {
        if (enabled) {
            FailureEvent event = new FailureEvent(action, attempt, failure, clock.instant(), instance);
            threads.execute(() -> write(event.toEvent()));
        }
    }

    /** The action runs as an ordinary pod, although it asks for a warm worker. */
    public void runsAsOrdinaryPod(TaskAction action, int attempt, String reason) {
        noted(action, attempt, Failure.system("RunsAsOrdinaryPod", reason));
    }

    /** The action has a reuse policy, which tasks of its type do not follow. */
    public void reuseHasNoEffect(TaskAction action, int attempt, String taskType) {
        String reason = "tasks of type %s are not reused, the policy has no effect".formatted(taskType);
        noted(action, attempt, Failure.system("ReuseHasNoEffect", reason));
    }

    /** Writes a Normal Event: the attempt goes on. */
    private void noted(TaskAction action, int attempt, Failure why) {
        if (enabled) {
            FailureEvent event = new FailureEvent(action, attempt, why, clock.instant(), instance);
            threads.execute(() -> write(event.asNormal()));
        }
    }

    private void write(Event event) {
        try {
            limit.run(() -> client.resource(event).create());
        } catch (KubernetesClientException | FlyteException e) {
            dropped.increment();
            LOG.debugf("Kubernetes Event not written: cause=%s", e.getMessage());
        }
    }
}
