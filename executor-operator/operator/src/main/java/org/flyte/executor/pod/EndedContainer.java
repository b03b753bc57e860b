package org.flyte.executor.pod;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A container whose process has ended. */
record EndedContainer(String name, ContainerStateTerminated end) {
    private static final String OOM = "OOMKilled";

    /** Exit codes after SIGKILL: 137, or 247 of some runtimes. */
    private static final Set<Integer> KILLED = Set.of(137, 247);

    /** Exit codes after SIGABRT and SIGSEGV. */
    private static final Set<Integer> CRASHED = Set.of(134, 139);

    /** Those of all containers of a pod whose last process has ended. */
    static Stream<EndedContainer> allOf(PodStatus status) {
        List<ContainerStatus> all = new ArrayList<>(status.getInitContainerStatuses());
        all.addAll(status.getContainerStatuses());
        all.addAll(status.getEphemeralContainerStatuses());
        return all.stream().map(EndedContainer::last).flatMap(Optional::stream);
    }

    /** Empty while the container runs or waits. */
    static Optional<EndedContainer> current(ContainerStatus container) {
        return of(container.getName(), container.getState());
    }

    /** Also of a container that was started again. */
    private static Optional<EndedContainer> last(ContainerStatus container) {
        return current(container).or(() -> of(container.getName(), container.getLastState()));
    }

    private static Optional<EndedContainer> of(String name, ContainerState state) {
        return state == null || state.getTerminated() == null
                ? Optional.empty()
                : Optional.of(new EndedContainer(name, state.getTerminated()));
    }

    boolean hasSucceeded() {
        return end.getExitCode() == 0;
    }

    boolean isOutOfMemory() {
        return end.getReason() != null && end.getReason().contains(OOM);
    }

    /** Whether it was ended by SIGKILL. */
    boolean isKilled() {
        return KILLED.contains(end.getExitCode());
    }

    boolean isCrash() {
        return CRASHED.contains(end.getExitCode());
    }

    /** The reason of the runtime, {@code Error} when it gives none. */
    String reason() {
        return end.getReason() == null ? "Error" : end.getReason();
    }

    /** Exit code and termination message, for people. */
    String describe() {
        String text = "container %s ended with exit code %d (%s)".formatted(name, end.getExitCode(), reason());
        String message = end.getMessage() == null ? "" : new TerminationMessage(end.getMessage()).lastLineFirst();
        return message.isEmpty() ? text : text + ": " + message;
    }
}
