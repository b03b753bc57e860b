package org.flyte.apps.backend.pod;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.flyte.idl.app.Status.Substate;

/**
 * What keeps a pod from serving.
 *
 * @param isFailure whether it will hardly end by itself
 */
public record PodProblem(Substate substate, String message, boolean isFailure) {
    private static final Map<String, Substate> FAILURES = Map.of(
            "ImagePullBackOff", Substate.IMAGE_PULL_ERROR,
            "InvalidImageName", Substate.IMAGE_PULL_ERROR,
            "ErrImageNeverPull", Substate.IMAGE_PULL_ERROR,
            "CrashLoopBackOff", Substate.CRASH_LOOP,
            "CreateContainerConfigError", Substate.SECRET_MOUNT_ERROR,
            "CreateContainerError", Substate.INITIALIZING,
            "RunContainerError", Substate.CRASH_LOOP);

    private static final Set<String> ENDED = Set.of("Failed", "Succeeded");

    /** The worst problem of the pods; empty when none has one. */
    public static Optional<PodProblem> worst(List<Pod> pods) {
        List<PodProblem> all = pods.stream().flatMap(PodProblem::of).toList();
        boolean allHaveEnded = !pods.isEmpty() && pods.stream().allMatch(PodProblem::hasEnded);
        if (all.isEmpty() && allHaveEnded) {
            return Optional.of(ended(pods.getLast()));
        }
        return all.stream()
                .filter(PodProblem::isFailure)
                .findFirst()
                .or(() -> all.stream().findFirst());
    }

    private static boolean hasEnded(Pod pod) {
        return pod.getStatus() != null
                && ENDED.contains(String.valueOf(pod.getStatus().getPhase()));
    }

    private static PodProblem ended(Pod pod) {
        String how = pod.getStatus().getContainerStatuses().stream()
                .filter(status -> status.getState() != null && status.getState().getTerminated() != null)
                .map(status -> "container %s of pod %s ended with exit code %d: see its logs"
                        .formatted(
                                status.getName(),
                                pod.getMetadata().getName(),
                                status.getState().getTerminated().getExitCode()))
                .findFirst()
                .orElseGet(() -> "pod %s has ended: %s"
                        .formatted(pod.getMetadata().getName(), pod.getStatus().getReason()));
        return new PodProblem(Substate.CRASH_LOOP, how, true);
    }

    private static Stream<PodProblem> of(Pod pod) {
        if (pod.getStatus() == null) {
            return Stream.empty();
        }
        String name = pod.getMetadata().getName();
        Stream<PodProblem> unscheduled = pod.getStatus().getConditions().stream()
                .filter(condition ->
                        "PodScheduled".equals(condition.getType()) && "False".equals(condition.getStatus()))
                .map(condition -> new PodProblem(
                        Substate.INITIALIZING,
                        "pod %s is not scheduled: %s".formatted(name, condition.getMessage()),
                        false));
        Stream<PodProblem> containers = Stream.concat(
                        pod.getStatus().getInitContainerStatuses().stream(),
                        pod.getStatus().getContainerStatuses().stream())
                .flatMap(status -> of(name, status).stream());
        return Stream.concat(unscheduled, containers);
    }

    private static Optional<PodProblem> of(String pod, ContainerStatus status) {
        ContainerStateTerminated last =
                status.getLastState() == null ? null : status.getLastState().getTerminated();
        if (status.getState() == null || status.getState().getWaiting() == null) {
            return Optional.empty();
        }
        String reason = String.valueOf(status.getState().getWaiting().getReason());
        String text = "container %s of pod %s: %s".formatted(status.getName(), pod, reason);
        if (last != null && reason.equals("CrashLoopBackOff")) {
            boolean outOfMemory = "OOMKilled".equals(last.getReason());
            return Optional.of(new PodProblem(
                    outOfMemory ? Substate.OOM_KILLED : Substate.CRASH_LOOP,
                    outOfMemory
                            ? text + ", it was out of memory: ask for more"
                            : "%s, it ended with exit code %d: see its logs".formatted(text, last.getExitCode()),
                    true));
        }
        String message = status.getState().getWaiting().getMessage();
        Substate substate = FAILURES.getOrDefault(
                reason, reason.equals("ContainerCreating") ? Substate.PULLING_IMAGE : Substate.INITIALIZING);
        return Optional.of(
                new PodProblem(substate, message == null ? text : text + ", " + message, FAILURES.containsKey(reason)));
    }
}
