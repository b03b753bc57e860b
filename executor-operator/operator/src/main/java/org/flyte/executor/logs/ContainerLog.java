package org.flyte.executor.logs;

import java.util.List;
import java.util.stream.Stream;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.idl.core.ContainerContext;
import org.flyte.idl.core.LogContext;
import org.flyte.idl.core.PodLogContext;

/**
 * The log of one container of a try.
 *
 * @param file where it is stored
 * @param running whether the container may still print
 */
record ContainerLog(String namespace, String pod, String container, String file, boolean running) {
    /** Those of the containers that have started. */
    static List<ContainerLog> of(TaskExecution execution, LogContext logs) {
        return logs.getPodsList().stream()
                .flatMap(pod -> Stream.concat(pod.getContainersList().stream(), pod.getInitContainersList().stream())
                        .filter(container -> container.getProcess().hasContainerStartTime())
                        .map(container -> of(execution, pod, container)))
                .toList();
    }

    private static ContainerLog of(TaskExecution execution, PodLogContext pod, ContainerContext container) {
        return new ContainerLog(
                pod.getNamespace(),
                pod.getPodName(),
                container.getContainerName(),
                execution.attemptFiles().logFile(pod.getPodName(), container.getContainerName()),
                !container.getProcess().hasContainerEndTime());
    }
}
