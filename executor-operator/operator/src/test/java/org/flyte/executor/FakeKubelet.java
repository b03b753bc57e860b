package org.flyte.executor;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.flyte.crd.Names;
import org.flyte.crd.TaskAction;

/** Takes the part of the kubelet for an API that has none: a test sets the status of a pod. */
public final class FakeKubelet {
    private final KubernetesClient client;

    public FakeKubelet(KubernetesClient client) {
        this.client = client;
    }

    /** Waits for the pod of that attempt (from 1). */
    public Pod podOf(TaskAction action, int attempt, int lost) {
        String name = Names.pod(action.getMetadata().getName(), attempt, lost);
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> client.pods()
                                .inNamespace(action.getMetadata().getNamespace())
                                .withName(name)
                                .get(),
                        pod -> pod != null);
    }

    public List<Pod> podsOf(TaskAction action) {
        return client.pods()
                .inNamespace(action.getMetadata().getNamespace())
                .withLabel(Names.LABEL_RUN, action.getSpec().runName)
                .list()
                .getItems();
    }

    public void runs(Pod pod) {
        set(
                pod,
                new PodStatusBuilder()
                        .withPhase("Running")
                        .withContainerStatuses(new ContainerStatusBuilder()
                                .withName("primary")
                                .withState(new ContainerStateBuilder()
                                        .withNewRunning("2026-11-24T10:00:00Z")
                                        .build())
                                .build())
                        .build());
    }

    public void ends(Pod pod, int exitCode) {
        ends(pod, exitCode, exitCode == 0 ? "Completed" : "Error");
    }

    public void ends(Pod pod, int exitCode, String reason) {
        ends(pod, exitCode, reason, exitCode == 0 ? "Succeeded" : "Failed");
    }

    /** @param phase of the pod, which a kubelet may report later than the end of its container */
    public void ends(Pod pod, int exitCode, String reason, String phase) {
        set(
                pod,
                new PodStatusBuilder()
                        .withPhase(phase)
                        .withContainerStatuses(new ContainerStatusBuilder()
                                .withName("primary")
                                .withState(new ContainerStateBuilder()
                                        .withNewTerminated()
                                        .withExitCode(exitCode)
                                        .withReason(reason)
                                        .withStartedAt("2026-11-24T10:00:00Z")
                                        .withFinishedAt("2026-11-24T10:00:05Z")
                                        .endTerminated()
                                        .build())
                                .build())
                        .build());
    }

    public void set(Pod pod, PodStatus status) {
        client.resource(pod)
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        client.getKubernetesSerialization().asJson(Map.of("status", status)));
    }

    /** Somebody deletes the pod. */
    public void vanishes(Pod pod) {
        client.pods().resource(pod).withGracePeriod(0).delete();
    }
}
