package org.flyte.executor.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.pod.PodPhases.Verdict;

/** Judges a pod in phase Failed: why it failed and whose fault that is; see docs/behaviour/pods.md. */
record FailedPod(Pod pod) {
    /** Reasons of pods that the node or the scheduler took away. */
    private static final Set<String> TAKEN_AWAY =
            Set.of("Shutdown", "Terminated", "NodeShutdown", "NodeAffinity", "NodeLost", "Preempting", "Evicted");

    Verdict verdict() {
        String message = message();
        CopilotStatus copilot = new CopilotStatus(status());
        Optional<Failure> download = copilot.downloadFailure();
        if (download.isPresent() && !isTakenAway()) {
            return Verdict.failed(download.get());
        }
        if (EndedContainer.allOf(status())
                .anyMatch(container -> container.isOutOfMemory() && !CopilotStatus.isOfCopilot(container))) {
            return Verdict.failed(Failure.user("OOMKilled", message));
        }
        if (isTakenAway()) {
            return Verdict.failed(Failure.system("Interrupted", message));
        }
        String primary = new TaskPod(pod).primary();
        List<EndedContainer> failed = failedContainers();
        if (failed.stream().anyMatch(container -> container.name().equals(primary) && container.isKilled())) {
            return Verdict.failed(Failure.system("Interrupted", message));
        }
        if (wasNotAdmitted()) {
            return Verdict.failed(Failure.system(status().getReason(), message));
        }
        if (status().getReason() != null) {
            return Verdict.failed(Failure.user(status().getReason(), message));
        }
        if (failed.isEmpty()) {
            return Verdict.failed(Failure.system("Interrupted", message));
        }
        Failure failure = Failure.user(code(failed, primary), message);
        boolean alone = failed.size() == 1 && failed.getFirst().name().equals(primary);
        return alone && failed.getFirst().isCrash() && !copilot.isPresent()
                ? Verdict.crashed(failure)
                : Verdict.failed(failure);
    }

    private PodStatus status() {
        return pod.getStatus();
    }

    private List<EndedContainer> failedContainers() {
        return EndedContainer.allOf(status())
                .filter(container -> !container.hasSucceeded())
                .toList();
    }

    private boolean isTakenAway() {
        boolean named = status().getReason() != null && TAKEN_AWAY.contains(status().getReason());
        return (new TaskPod(pod).isDisrupted() || named) && !exceededOwnLimits();
    }

    /** Whether the kubelet did not admit it: it has a reason, and no container was ever started. */
    private boolean wasNotAdmitted() {
        return status().getReason() != null
                && !"DeadlineExceeded".equals(status().getReason())
                && !exceededOwnLimits()
                && Stream.of(status().getInitContainerStatuses(), status().getContainerStatuses())
                        .allMatch(List::isEmpty);
    }

    /** An eviction because the task itself exceeded its limits is the fault of the task. */
    private boolean exceededOwnLimits() {
        String message = status().getMessage();
        return "Evicted".equals(status().getReason())
                && message != null
                && (message.contains("exceeds the limit") || message.contains("exceeded its local ephemeral storage"));
    }

    private static String code(List<EndedContainer> failed, String primary) {
        EndedContainer first = failed.stream()
                .filter(container -> container.name().equals(primary))
                .findFirst()
                .orElse(failed.getFirst());
        return first.isKilled() ? "Interrupted" : first.reason();
    }

    private String message() {
        String containers =
                failedContainers().stream().map(EndedContainer::describe).collect(Collectors.joining("\n"));
        String own = status().getMessage() == null ? "" : status().getMessage();
        String both = own.isEmpty() || containers.isEmpty() ? own + containers : own + "\n" + containers;
        return both.isEmpty() ? "the pod failed without a reason or a message" : both;
    }
}
