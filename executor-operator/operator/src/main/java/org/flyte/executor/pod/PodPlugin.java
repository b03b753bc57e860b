package org.flyte.executor.pod;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.flyte.executor.config.ExecutorClock;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.executor.config.PodConfig;
import org.flyte.executor.plugin.PluginReport;
import org.flyte.executor.plugin.StartException;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskPlugin;
import org.flyte.idl.core.LogContext;
import org.flyte.platform.storage.ObjectStore;

/** Runs an attempt as one pod (executor spec §3.2, §4): takes every task type that no other plugin takes. */
@ApplicationScoped
class PodPlugin implements TaskPlugin {
    private final KubernetesClient client;
    private final PodCache cache;
    private final PodFactory factory;
    private final PodPhases phases;
    private final ObjectStore store;
    private final Clock clock;
    private final long graceSeconds;
    private final Counter started;

    PodPlugin(
            KubernetesClient client,
            PodCache cache,
            ExecutorConfig executor,
            PodConfig pods,
            ObjectStore store,
            MeterRegistry metrics,
            @ExecutorClock Clock clock) {
        this.client = client;
        this.cache = cache;
        this.factory = new PodFactory(pods, client.getKubernetesSerialization());
        this.phases = new PodPhases(pods);
        this.store = store;
        this.clock = clock;
        this.started = metrics.counter("flyte.executor.pods.started");
        this.graceSeconds = executor.killGrace().toSeconds();
    }

    @Override
    public String name() {
        return "pod";
    }

    @Override
    public Set<String> taskTypes() {
        return Set.of();
    }

    @Override
    public Optional<PluginReport> observe(TaskExecution execution) {
        return pod(execution).map(pod -> phases.report(pod, clock.instant()));
    }

    @Override
    public Optional<PluginReport> observeLive(TaskExecution execution) {
        Pod pod = client.pods()
                .inNamespace(execution.namespace())
                .withName(execution.objectName())
                .get();
        return Optional.ofNullable(pod)
                .filter(found -> isOf(found, execution))
                .map(found -> phases.report(found, clock.instant()));
    }

    @Override
    public void start(TaskExecution execution) {
        Pod pod;
        try {
            pod = factory.create(execution, new InputValues(store, execution));
        } catch (BadTemplateException e) {
            throw StartException.refused(PodRefusals.badTemplate(e), e);
        }
        try {
            cache.created(PrunedPods.prune(client.resource(pod).create()));
            started.increment();
        } catch (KubernetesClientException e) {
            if (e.getCode() == 409) {
                adopt(execution);
            } else {
                throw PodRefusals.classify(e);
            }
        }
    }

    @Override
    public void stop(TaskExecution execution) {
        boolean gone = pod(execution)
                .filter(pod -> !isOver(pod) && pod.getMetadata().getDeletionTimestamp() == null)
                .isEmpty();
        if (!gone) {
            delete(execution, execution.objectName());
        }
    }

    /** Earlier attempts were stopped when they ended; pods that are over go with their owner. */
    @Override
    public void stopAll(TaskExecution execution) {
        stop(execution);
    }

    @Override
    public Optional<LogContext> logs(TaskExecution execution) {
        return pod(execution).map(PodLogs::of);
    }

    private Optional<Pod> pod(TaskExecution execution) {
        return cache.get(execution.namespace(), execution.objectName()).filter(pod -> isOf(pod, execution));
    }

    /** The name is taken: by our own pod, which the cache does not show yet, or by one of an earlier life. */
    private void adopt(TaskExecution execution) {
        Pod found = client.pods()
                .inNamespace(execution.namespace())
                .withName(execution.objectName())
                .get();
        if (found != null && isOf(found, execution)) {
            cache.created(PrunedPods.prune(found));
        } else {
            throw StartException.noRoom("an older pod named " + execution.objectName() + " is still there", null);
        }
    }

    private void delete(TaskExecution execution, String name) {
        client.pods()
                .inNamespace(execution.namespace())
                .withName(name)
                .withGracePeriod(graceSeconds)
                .delete();
    }

    private static boolean isOf(Pod pod, TaskExecution execution) {
        return pod.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> owner.getUid().equals(execution.uid()));
    }

    /** Such a pod is left where it is, with its logs. Its phase may lag behind its containers, none of which restarts. */
    private static boolean isOver(Pod pod) {
        if (pod.getStatus() == null) {
            return false;
        }
        String phase = pod.getStatus().getPhase();
        List<ContainerStatus> containers = pod.getStatus().getContainerStatuses();
        return "Succeeded".equals(phase)
                || "Failed".equals(phase)
                || (containers.size() == pod.getSpec().getContainers().size()
                        && containers.stream()
                                .allMatch(container -> container.getState() != null
                                        && container.getState().getTerminated() != null));
    }
}
