package org.flyte.devbox.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import java.util.Optional;

/**
 * How an init container ended.
 *
 * @param message why, when it failed
 */
record InitContainerEnd(int exitCode, String message) {
    /** As kubelet writes it; without an end, the container is at work. */
    static ContainerStatus status(Container container, Optional<InitContainerEnd> end) {
        ContainerState state = end.map(InitContainerEnd::terminated)
                .orElseGet(() -> new ContainerStateBuilder()
                        .withNewRunning()
                        .endRunning()
                        .build());
        return new ContainerStatusBuilder()
                .withName(container.getName())
                .withImage(container.getImage())
                .withImageID("")
                .withReady(end.isPresent())
                .withStarted(end.isEmpty())
                .withRestartCount(0)
                .withState(state)
                .build();
    }

    private ContainerState terminated() {
        return new ContainerStateBuilder()
                .withNewTerminated()
                .withExitCode(exitCode)
                .withReason(exitCode == 0 ? "Completed" : "Error")
                .withMessage(exitCode == 0 ? null : message)
                .endTerminated()
                .build();
    }
}
