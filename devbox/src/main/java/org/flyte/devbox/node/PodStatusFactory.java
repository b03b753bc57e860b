package org.flyte.devbox.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Supplier;

/**
 * Creates what kubelet would write into the status of a pod with one container.
 *
 * @param initContainers their statuses by now
 */
record PodStatusFactory(Container container, Supplier<List<ContainerStatus>> initContainers) {
    private static final int SIGNAL_BASE = 128;

    /** An init container failed: the pod has ended, and its container never started. */
    PodStatus failedBeforeStart(Instant now) {
        ContainerState state = new ContainerStateBuilder()
                .withNewWaiting()
                .withReason("PodInitializing")
                .endWaiting()
                .build();
        return status("Failed", 0, now, state, false);
    }

    PodStatus running(long pid, Instant started) {
        ContainerState state =
                new ContainerStateBuilder().withNewRunning(second(started)).build();
        return status("Running", pid, started, state, true);
    }

    /**
     * @param exitCode as a shell reports it: 128 and the signal's number for a killed process
     * @param message end of the log, for a failed container
     */
    PodStatus ended(long pid, Instant started, Instant finished, int exitCode, String message) {
        ContainerState state = new ContainerStateBuilder()
                .withNewTerminated()
                .withExitCode(exitCode)
                .withReason(exitCode == 0 ? "Completed" : "Error")
                .withMessage(exitCode == 0 ? null : message)
                .withStartedAt(second(started))
                .withFinishedAt(second(finished))
                .withContainerID(id(pid))
                .endTerminated()
                .build();
        return status(exitCode == 0 ? "Succeeded" : "Failed", pid, started, state, false);
    }

    /** The command could not be started at all. */
    PodStatus refused(Instant now, String message) {
        ContainerState state = new ContainerStateBuilder()
                .withNewTerminated()
                .withExitCode(SIGNAL_BASE)
                .withReason("StartError")
                .withMessage(message)
                .withStartedAt(second(now))
                .withFinishedAt(second(now))
                .endTerminated()
                .build();
        return status("Failed", 0, now, state, false);
    }

    private PodStatus status(String phase, long pid, Instant started, ContainerState state, boolean ready) {
        return new PodStatusBuilder()
                .withPhase(phase)
                .withStartTime(second(started))
                .withPodIP(LocalNode.ADDRESS)
                .withHostIP(LocalNode.ADDRESS)
                .withConditions(
                        new PodConditionBuilder()
                                .withType("PodScheduled")
                                .withStatus("True")
                                .build(),
                        new PodConditionBuilder()
                                .withType("Ready")
                                .withStatus(ready ? "True" : "False")
                                .build())
                .withInitContainerStatuses(initContainers.get())
                .withContainerStatuses(new ContainerStatusBuilder()
                        .withName(container.getName())
                        .withImage(container.getImage())
                        .withImageID("")
                        .withContainerID(id(pid))
                        .withReady(ready)
                        .withStarted(ready)
                        .withRestartCount(0)
                        .withState(state)
                        .build())
                .build();
    }

    private static String id(long pid) {
        return "process://" + pid;
    }

    private static String second(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
