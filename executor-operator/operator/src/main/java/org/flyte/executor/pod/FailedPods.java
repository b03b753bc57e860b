package org.flyte.executor.pod;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.pod.PodPhases.Verdict;

/** Why a pod is in phase Failed, and whose fault that is (executor spec §4.10). */
final class FailedPods {
    private static final String OOM = "OOMKilled";
    private static final Set<Integer> KILLED = Set.of(137, 247);

    /** SIGABRT and SIGSEGV. */
    private static final Set<Integer> CRASHED = Set.of(134, 139);

    /** The node or the scheduler took the pod away. */
    private static final Set<String> TAKEN_AWAY =
            Set.of("Shutdown", "Terminated", "NodeShutdown", "NodeAffinity", "NodeLost", "Preempting", "Evicted");

    private FailedPods() {}

    static Verdict verdict(Pod pod) {
        PodStatus status = pod.getStatus();
        String message = message(status);
        List<ContainerStatus> containers = allStatuses(status);
        if (containers.stream().anyMatch(FailedPods::isOutOfMemory)) {
            return Verdict.failed(Failure.user(OOM, message));
        }
        if (isTakenAway(status)) {
            return Verdict.failed(Failure.system("Interrupted", message));
        }
        String primary = PodLogs.primary(pod);
        List<ContainerStatus> bad = bad(status);
        if (bad.stream().anyMatch(container -> container.getName().equals(primary) && isKilled(ended(container)))) {
            return Verdict.failed(Failure.system("Interrupted", message));
        }
        if (status.getReason() != null) {
            return Verdict.failed(Failure.user(status.getReason(), message));
        }
        if (bad.isEmpty()) {
            return Verdict.failed(Failure.system("Interrupted", message));
        }
        Failure failure = Failure.user(code(bad, primary), message);
        boolean alone = bad.size() == 1 && bad.getFirst().getName().equals(primary);
        return alone && isCrash(ended(bad.getFirst())) ? Verdict.crashed(failure) : Verdict.failed(failure);
    }

    static boolean isCrash(ContainerStateTerminated ended) {
        return CRASHED.contains(ended.getExitCode());
    }

    static boolean isOutOfMemory(ContainerStatus container) {
        ContainerStateTerminated ended = ended(container);
        return ended != null && ended.getReason() != null && ended.getReason().contains(OOM);
    }

    /** SIGKILL from outside: exit status 137, or 247 of some runtimes. */
    static boolean isKilled(ContainerStateTerminated ended) {
        return KILLED.contains(ended.getExitCode());
    }

    static String describe(ContainerStatus container) {
        ContainerStateTerminated ended = ended(container);
        String text = "container %s ended with exit code %d (%s)"
                .formatted(container.getName(), ended.getExitCode(), ended.getReason());
        return ended.getMessage() == null
                ? text
                : text + ": " + ended.getMessage().strip();
    }

    static List<ContainerStatus> allStatuses(PodStatus status) {
        List<ContainerStatus> all = new ArrayList<>(status.getInitContainerStatuses());
        all.addAll(status.getContainerStatuses());
        all.addAll(status.getEphemeralContainerStatuses());
        return all;
    }

    private static List<ContainerStatus> bad(PodStatus status) {
        return allStatuses(status).stream()
                .filter(container ->
                        ended(container) != null && ended(container).getExitCode() != 0)
                .toList();
    }

    private static boolean isTakenAway(PodStatus status) {
        boolean disrupted = status.getConditions().stream()
                .anyMatch(condition ->
                        "DisruptionTarget".equals(condition.getType()) && "True".equals(condition.getStatus()));
        boolean named = status.getReason() != null && TAKEN_AWAY.contains(status.getReason());
        return (disrupted || named) && !exceededOwnLimits(status);
    }

    /** An eviction for what the task itself used above its limits is its own fault. */
    private static boolean exceededOwnLimits(PodStatus status) {
        String message = status.getMessage();
        return "Evicted".equals(status.getReason())
                && message != null
                && (message.contains("exceeds the limit") || message.contains("exceeded its local ephemeral storage"));
    }

    private static String code(List<ContainerStatus> bad, String primary) {
        ContainerStatus first = bad.stream()
                .filter(container -> container.getName().equals(primary))
                .findFirst()
                .orElse(bad.getFirst());
        String reason = ended(first).getReason();
        return isKilled(ended(first)) ? "Interrupted" : reason == null ? "Error" : reason;
    }

    private static String message(PodStatus status) {
        String containers = bad(status).stream().map(FailedPods::describe).collect(Collectors.joining("\n"));
        String own = status.getMessage() == null ? "" : status.getMessage();
        String both = own.isEmpty() || containers.isEmpty() ? own + containers : own + "\n" + containers;
        return both.isEmpty() ? "the pod failed and does not say why" : both;
    }

    private static ContainerStateTerminated ended(ContainerStatus container) {
        if (container.getState() != null && container.getState().getTerminated() != null) {
            return container.getState().getTerminated();
        }
        return container.getLastState() == null
                ? null
                : container.getLastState().getTerminated();
    }
}
