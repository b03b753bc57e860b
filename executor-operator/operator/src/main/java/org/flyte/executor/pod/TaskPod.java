package org.flyte.executor.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateRunning;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.secret.SecretDelivery;
import org.flyte.idl.core.ContainerContext;
import org.flyte.idl.core.ContainerContext.ProcessContext;
import org.flyte.idl.core.LogContext;
import org.flyte.idl.core.PodLogContext;
import org.flyte.platform.model.ProtoTime;

/** A pod that carries out a try. */
record TaskPod(Pod pod) {
    private static final Pattern SEPARATOR = Pattern.compile(",");

    String name() {
        return pod.getMetadata().getName();
    }

    /** Whether the pod belongs to that TaskAction, not to an earlier one of the same name. */
    boolean isOf(TaskExecution execution) {
        return pod.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> owner.getUid().equals(execution.uid()));
    }

    boolean isTerminating() {
        return pod.getMetadata().getDeletionTimestamp() != null;
    }

    /** Whether the node, the cluster or somebody takes it away: a drain, an eviction, a preemption, a deletion. */
    boolean isDisrupted() {
        return pod.getStatus() != null
                && (wasDeletedBeforeItsEnd()
                        || pod.getStatus().getConditions().stream()
                                .anyMatch(condition -> "DisruptionTarget".equals(condition.getType())
                                        && "True".equals(condition.getStatus())));
    }

    /** Whether the process ended after the deletion was asked for, so that it was signalled to end. */
    private boolean wasDeletedBeforeItsEnd() {
        if (!isTerminating()) {
            return false;
        }
        Long grace = pod.getMetadata().getDeletionGracePeriodSeconds();
        Instant asked = Instant.parse(pod.getMetadata().getDeletionTimestamp()).minusSeconds(grace == null ? 0 : grace);
        return pod.getStatus().getContainerStatuses().stream()
                .filter(container -> container.getName().equals(primary()) && container.getState() != null)
                .map(container -> container.getState().getTerminated())
                .filter(ended -> ended != null && ended.getFinishedAt() != null)
                .anyMatch(ended -> !Instant.parse(ended.getFinishedAt()).isBefore(asked));
    }

    /** Whether all containers have ended; the phase of the pod may lag behind them. Task pods restart no container. */
    boolean isOver() {
        if (pod.getStatus() == null) {
            return false;
        }
        String phase = pod.getStatus().getPhase();
        boolean uploads = new CopilotStatus(pod.getStatus()).isUploading();
        List<ContainerStatus> containers = pod.getStatus().getContainerStatuses();
        return "Succeeded".equals(phase)
                || "Failed".equals(phase)
                || (!uploads
                        && containers.size() == pod.getSpec().getContainers().size()
                        && containers.stream()
                                .allMatch(container -> container.getState() != null
                                        && container.getState().getTerminated() != null));
    }

    /** Names of the Secrets that were made for it. */
    List<String> secrets() {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        String names = annotations == null ? null : annotations.get(SecretDelivery.ANNOTATION);
        return names == null ? List.of() : List.of(SEPARATOR.split(names, -1));
    }

    /** Name of the primary container: by annotation, else the container that is named like the pod, else the first. */
    String primary() {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        String annotated = annotations == null ? null : annotations.get(PodMetadata.PRIMARY_ANNOTATION);
        if (annotated != null) {
            return annotated;
        }
        return pod.getSpec().getContainers().stream()
                .map(Container::getName)
                .filter(name -> name.equals(name()))
                .findFirst()
                .orElseGet(() -> pod.getSpec().getContainers().getFirst().getName());
    }

    /** What TailLogs needs to find the logs of the pod. */
    LogContext logContext() {
        PodLogContext.Builder context = PodLogContext.newBuilder()
                .setNamespace(pod.getMetadata().getNamespace())
                .setPodName(name())
                .setPrimaryContainerName(primary());
        if (pod.getStatus() != null) {
            context.addAllContainers(contexts(pod.getStatus().getContainerStatuses()));
            context.addAllInitContainers(contexts(pod.getStatus().getInitContainerStatuses()));
        }
        if (context.getContainersCount() == 0) {
            pod.getSpec()
                    .getContainers()
                    .forEach(container -> context.addContainersBuilder().setContainerName(container.getName()));
        }
        return LogContext.newBuilder()
                .setPrimaryPodName(name())
                .addPods(context)
                .build();
    }

    private static List<ContainerContext> contexts(List<ContainerStatus> statuses) {
        return statuses.stream().map(TaskPod::context).toList();
    }

    private static ContainerContext context(ContainerStatus status) {
        ProcessContext.Builder process = ProcessContext.newBuilder();
        ContainerState state = status.getState() == null ? new ContainerState() : status.getState();
        ContainerStateTerminated ended = state.getTerminated();
        ContainerStateRunning running = state.getRunning();
        if (ended != null) {
            if (ended.getStartedAt() != null) {
                process.setContainerStartTime(ProtoTime.of(Instant.parse(ended.getStartedAt())));
            }
            if (ended.getFinishedAt() != null) {
                process.setContainerEndTime(ProtoTime.of(Instant.parse(ended.getFinishedAt())));
            }
        } else if (running != null && running.getStartedAt() != null) {
            process.setContainerStartTime(ProtoTime.of(Instant.parse(running.getStartedAt())));
        }
        return ContainerContext.newBuilder()
                .setContainerName(status.getName())
                .setProcess(process)
                .build();
    }
}
