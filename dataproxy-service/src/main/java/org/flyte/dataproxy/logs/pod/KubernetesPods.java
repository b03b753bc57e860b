package org.flyte.dataproxy.logs.pod;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.Unavailable;

/** Looks pods up in the Kubernetes API. */
@DefaultBean
@ApplicationScoped
class KubernetesPods implements PodLookup {
    private static final Set<String> TERMINAL = Set.of("Succeeded", "Failed");

    private final KubernetesClient client;

    KubernetesPods(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public Optional<LivePod> find(String namespace, String pod) {
        try {
            return Optional.ofNullable(
                            client.pods().inNamespace(namespace).withName(pod).get())
                    .map(KubernetesPods::view);
        } catch (KubernetesClientException e) {
            throw switch (e.getCode()) {
                case 401, 403 ->
                    new FailedPrecondition(
                            "this server may not see pods in namespace %s: it needs the permission get pods",
                            namespace);
                default -> new Unavailable(e, "no answer from the Kubernetes API about pod %s: try again", pod);
            };
        }
    }

    static LivePod view(Pod pod) {
        PodStatus status = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
        boolean ended = status.getPhase() != null && TERMINAL.contains(status.getPhase());
        Map<String, String> labels = pod.getMetadata().getLabels();
        return new LivePod(
                labels == null ? Map.of() : labels,
                ended,
                Stream.concat(status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream())
                        .collect(
                                Collectors.toMap(ContainerStatus::getName, KubernetesPods::view, (first, _) -> first)));
    }

    private static LivePod.ContainerStatus view(ContainerStatus status) {
        boolean ended = status.getState() != null && status.getState().getTerminated() != null;
        int restarts = status.getRestartCount() == null ? 0 : status.getRestartCount();
        return new LivePod.ContainerStatus(ended, restarts);
    }
}
