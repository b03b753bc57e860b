package org.flyte.executor.pod;

import com.google.protobuf.Timestamp;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.flyte.idl.core.ContainerContext;
import org.flyte.idl.core.ContainerContext.ProcessContext;
import org.flyte.idl.core.LogContext;
import org.flyte.idl.core.PodLogContext;

/** Where the logs of a pod are: what TailLogs needs to find them (executor spec §4.11). */
final class PodLogs {
    private PodLogs() {}

    static LogContext of(Pod pod) {
        String name = pod.getMetadata().getName();
        PodLogContext.Builder context = PodLogContext.newBuilder()
                .setNamespace(pod.getMetadata().getNamespace())
                .setPodName(name)
                .setPrimaryContainerName(primary(pod));
        if (pod.getStatus() != null) {
            context.addAllContainers(contexts(pod.getStatus().getContainerStatuses()));
            context.addAllInitContainers(contexts(pod.getStatus().getInitContainerStatuses()));
        }
        if (context.getContainersCount() == 0) {
            pod.getSpec()
                    .getContainers()
                    .forEach(container -> context.addContainersBuilder().setContainerName(container.getName()));
        }
        return LogContext.newBuilder().setPrimaryPodName(name).addPods(context).build();
    }

    /** By annotation, else the container that is called like the pod, else the first. */
    static String primary(Pod pod) {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        String annotated = annotations == null ? null : annotations.get(PodMetadata.PRIMARY_ANNOTATION);
        if (annotated != null) {
            return annotated;
        }
        return pod.getSpec().getContainers().stream()
                .map(io.fabric8.kubernetes.api.model.Container::getName)
                .filter(name -> name.equals(pod.getMetadata().getName()))
                .findFirst()
                .orElseGet(() -> pod.getSpec().getContainers().getFirst().getName());
    }

    private static List<ContainerContext> contexts(List<ContainerStatus> statuses) {
        return statuses.stream().map(PodLogs::context).toList();
    }

    private static ContainerContext context(ContainerStatus status) {
        ProcessContext.Builder process = ProcessContext.newBuilder();
        ContainerState state = status.getState() == null ? new ContainerState() : status.getState();
        if (state.getTerminated() != null) {
            if (state.getTerminated().getStartedAt() != null) {
                process.setContainerStartTime(time(state.getTerminated().getStartedAt()));
            }
            if (state.getTerminated().getFinishedAt() != null) {
                process.setContainerEndTime(time(state.getTerminated().getFinishedAt()));
            }
        } else if (state.getRunning() != null && state.getRunning().getStartedAt() != null) {
            process.setContainerStartTime(time(state.getRunning().getStartedAt()));
        }
        return ContainerContext.newBuilder()
                .setContainerName(status.getName())
                .setProcess(process)
                .build();
    }

    private static Timestamp time(String text) {
        Instant time = Instant.parse(text);
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }
}
