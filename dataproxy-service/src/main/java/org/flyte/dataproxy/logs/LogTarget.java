package org.flyte.dataproxy.logs;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.flyte.idl.core.ContainerContext;
import org.flyte.idl.core.PodLogContext;
import org.flyte.idl.logs.dataplane.ContainerIdentifier;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.ProtoTime;

/**
 * One container whose output is wanted.
 *
 * @param startedAt when its process started, if the attempt's events say so
 */
public record LogTarget(String namespace, String pod, String container, Optional<Instant> startedAt) {
    /**
     * The primary container of a pod.
     *
     * @throws NotFound when the pod does not have it yet; clients retry
     */
    static LogTarget primaryOf(PodLogContext pod) {
        return containersOf(pod)
                .filter(candidate -> candidate.getContainerName().equals(pod.getPrimaryContainerName()))
                .findFirst()
                .map(container -> of(pod, container))
                .orElseThrow(() -> new NotFound(
                        "container %s is not known in pod %s yet", pod.getPrimaryContainerName(), pod.getPodName()));
    }

    /** The containers of a pod that have started, as far as events say; the primary one in any case. */
    static Stream<LogTarget> allOf(PodLogContext pod) {
        return containersOf(pod)
                .filter(container -> container.getProcess().hasContainerStartTime()
                        || container.getContainerName().equals(pod.getPrimaryContainerName()))
                .map(container -> of(pod, container));
    }

    private static Stream<ContainerContext> containersOf(PodLogContext pod) {
        return Stream.concat(pod.getContainersList().stream(), pod.getInitContainersList().stream());
    }

    private static LogTarget of(PodLogContext pod, ContainerContext container) {
        boolean started = container.hasProcess() && container.getProcess().hasContainerStartTime();
        return new LogTarget(
                pod.getNamespace(),
                pod.getPodName(),
                container.getContainerName(),
                started
                        ? Optional.of(ProtoTime.toInstant(container.getProcess().getContainerStartTime()))
                        : Optional.empty());
    }

    ContainerIdentifier identifier() {
        return ContainerIdentifier.newBuilder()
                .setKubernetesNamespace(namespace)
                .setKubernetesPodName(pod)
                .setKubernetesContainerName(container)
                .build();
    }
}
