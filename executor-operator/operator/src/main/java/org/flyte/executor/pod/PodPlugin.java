package org.flyte.executor.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import org.flyte.executor.api.TryLogContext;
import org.flyte.executor.config.CopilotConfig;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.executor.config.PodConfig;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.plugin.StartException;
import org.flyte.executor.plugin.StartResult;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskPlugin;
import org.flyte.executor.plugin.kubernetes.CreateRefusal;
import org.flyte.idl.core.LogContext;
import org.flyte.platform.storage.ObjectStore;
import org.jboss.logging.Logger;

/** Carries out a try as one pod; see docs/behaviour/pods.md. */
@ApplicationScoped
public class PodPlugin implements TaskPlugin {
    private static final Logger LOG = Logger.getLogger(PodPlugin.class);

    private final KubernetesClient client;
    private final PodSecrets secrets;
    private final PodCache cache;
    private final PodTemplates templates;
    private final PodFactory factory;
    private final PodPhases phases;
    private final PodWarnings warnings;
    private final ObjectStore store;
    private final Clock clock;
    private final long graceSeconds;
    private final Counter started;

    PodPlugin(
            KubernetesClient client,
            PodCache cache,
            PodSecrets secrets,
            PodTemplates templates,
            PodWarnings warnings,
            ExecutorConfig executor,
            PodConfig pods,
            CopilotConfig copilot,
            ObjectStore store,
            MeterRegistry metrics,
            Clock clock) {
        this.client = client;
        this.cache = cache;
        this.secrets = secrets;
        this.templates = templates;
        this.warnings = warnings;
        this.factory = new PodFactory(pods, copilot, client.getKubernetesSerialization());
        this.phases = new PodPhases(pods);
        this.store = store;
        this.clock = clock;
        this.started = metrics.counter("flyte.executor.pods.started");
        this.graceSeconds = executor.killGrace().toSeconds();
    }

    @Override
    public Optional<Report> observe(TaskExecution execution) {
        return cached(execution).map(this::report);
    }

    @Override
    public Optional<Report> observeLive(TaskExecution execution) {
        return live(execution).map(this::report);
    }

    private Report report(TaskPod pod) {
        Instant now = clock.instant();
        return warnings.explain(phases.report(pod.pod(), now), pod.pod(), now);
    }

    @Override
    public StartResult start(TaskExecution execution) {
        try {
            Pod pod = factory.create(execution, templates.of(execution), new InputValues(store, execution));
            cache.created(PrunedPods.prune(secrets.create(execution, pod)));
            started.increment();
            try (var _ = TryLogContext.of(execution).enter()) {
                LOG.info("pod created");
            }
            return StartResult.Started.WITH_EVENTS;
        } catch (BadTemplateException e) {
            throw StartException.refused(e.failure(), e);
        } catch (KubernetesClientException e) {
            if (e.getCode() != 409) {
                throw new CreateRefusal(e).toException();
            }
            adopt(execution);
            return new StartResult.Existing();
        }
    }

    @Override
    public void stop(TaskExecution execution) {
        Optional<TaskPod> cached = cached(execution);
        secrets.delete(execution, cached);
        if (cached.filter(pod -> !pod.isOver() && !pod.isTerminating()).isPresent()) {
            delete(execution.namespace(), execution.objectName());
        }
    }

    private void delete(String namespace, String name) {
        client.pods()
                .inNamespace(namespace)
                .withName(name)
                .withGracePeriod(graceSeconds)
                .delete();
    }

    @Override
    public void stopLeftovers(TaskExecution execution, Predicate<String> kept) {
        cache.of(execution.action())
                .map(TaskPod::new)
                .filter(pod -> pod.isOf(execution) && !pod.isOver() && !pod.isTerminating())
                .filter(pod -> !kept.test(pod.name()))
                .forEach(pod -> delete(execution.namespace(), pod.name()));
    }

    @Override
    public Optional<LogContext> logs(TaskExecution execution) {
        return cached(execution).map(TaskPod::logContext);
    }

    /** Also when the pod is gone. */
    @Override
    public Optional<String> primaryPod(TaskExecution execution) {
        return Optional.of(execution.objectName());
    }

    private Optional<TaskPod> cached(TaskExecution execution) {
        return cache.get(execution.namespace(), execution.objectName())
                .map(TaskPod::new)
                .filter(pod -> pod.isOf(execution));
    }

    private Optional<TaskPod> live(TaskExecution execution) {
        Pod found = client.pods()
                .inNamespace(execution.namespace())
                .withName(execution.objectName())
                .get();
        return Optional.ofNullable(found).map(TaskPod::new).filter(pod -> pod.isOf(execution));
    }

    /** The name is taken: by the pod of this try, which the cache does not show yet, or by one of an earlier action. */
    private void adopt(TaskExecution execution) {
        TaskPod pod = live(execution).orElseThrow(() -> StartException.nameTaken(execution.objectName()));
        cache.created(PrunedPods.prune(pod.pod()));
    }
}
