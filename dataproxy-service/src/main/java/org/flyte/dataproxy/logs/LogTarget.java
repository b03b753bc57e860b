package org.flyte.dataproxy.logs;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.flyte.dataproxy.Times;
import org.flyte.idl.core.ContainerContext;
import org.flyte.idl.core.LogContext;
import org.flyte.idl.core.PodLogContext;
import org.flyte.idl.dataproxy.TailLogsRequest;
import org.flyte.idl.logs.dataplane.ContainerIdentifier;
import org.flyte.platform.model.FlyteException.NotFound;

/**
 * One container whose output is wanted (dataplane spec §1.5).
 *
 * @param startedAt when its process started, if the attempt's events say so
 */
record LogTarget(String namespace, String pod, String container, Optional<Instant> startedAt) {

    /**
     * The containers that a request selects: the primary container of the primary pod, of the named pod, or of all.
     *
     * @throws NotFound when the attempt has no such pod or container yet: clients ask again
     */
    static List<LogTarget> select(LogContext context, TailLogsRequest request) {
        return switch (request.getPodSelectorCase()) {
            case POD_NAME -> List.of(primaryOf(pod(context, request.getPodName())));
            case ALL_PODS -> allOf(context);
            case PRIMARY_POD, PODSELECTOR_NOT_SET -> List.of(primaryOf(pod(context, primaryPodName(context))));
        };
    }

    ContainerIdentifier identifier() {
        return ContainerIdentifier.newBuilder()
                .setKubernetesNamespace(namespace)
                .setKubernetesPodName(pod)
                .setKubernetesContainerName(container)
                .build();
    }

    private static List<LogTarget> allOf(LogContext context) {
        if (context.getPodsList().isEmpty()) {
            throw new NotFound("no pod is known for this attempt yet");
        }
        return context.getPodsList().stream().map(LogTarget::primaryOf).toList();
    }

    private static String primaryPodName(LogContext context) {
        if (context.getPrimaryPodName().isEmpty()) {
            throw new NotFound("no primary pod is known for this attempt yet");
        }
        return context.getPrimaryPodName();
    }

    private static PodLogContext pod(LogContext context, String name) {
        return context.getPodsList().stream()
                .filter(pod -> pod.getPodName().equals(name))
                .findFirst()
                .orElseThrow(() -> new NotFound("pod %s is not a pod of this attempt", name));
    }

    private static LogTarget primaryOf(PodLogContext pod) {
        ContainerContext container = Stream.concat(
                        pod.getContainersList().stream(), pod.getInitContainersList().stream())
                .filter(candidate -> candidate.getContainerName().equals(pod.getPrimaryContainerName()))
                .findFirst()
                .orElseThrow(() -> new NotFound(
                        "container %s is not known in pod %s yet", pod.getPrimaryContainerName(), pod.getPodName()));
        boolean started = container.hasProcess() && container.getProcess().hasContainerStartTime();
        return new LogTarget(
                pod.getNamespace(),
                pod.getPodName(),
                container.getContainerName(),
                started
                        ? Optional.of(Times.instant(container.getProcess().getContainerStartTime()))
                        : Optional.empty());
    }
}
