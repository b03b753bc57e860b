package org.flyte.executor.logs;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.pool.PoolLogs;
import org.flyte.executor.pool.PoolStates;
import org.flyte.idl.core.ContainerContext;
import org.flyte.idl.core.LogContext;
import org.flyte.idl.core.PodLogContext;
import org.flyte.platform.podlogs.Stamp;

/**
 * The log of one container of a try.
 *
 * @param file where it is stored
 * @param running whether the container may still print
 * @param part what of the log is stored, when its pod carries out other tries too
 */
record ContainerLog(String namespace, String pod, String container, String file, boolean running, Optional<Part> part) {
    /**
     * The lines of one try.
     *
     * @param since when it began
     * @param printed compressed, when they are known without the pod
     */
    record Part(Stamp stamp, Instant since, Optional<byte[]> printed) {}

    /** Those of the containers that have started. */
    static List<ContainerLog> of(TaskExecution execution, LogContext logs, PoolLogs pooled) {
        Optional<Part> part = PoolStates.leaseOf(execution)
                .map(lease -> new Part(
                        new Stamp(execution.spec().runName, execution.spec().actionName, execution.attempt()),
                        lease.since(),
                        pooled.take(execution)));
        return logs.getPodsList().stream()
                .flatMap(pod -> Stream.concat(pod.getContainersList().stream(), pod.getInitContainersList().stream())
                        .filter(container -> container.getProcess().hasContainerStartTime())
                        .map(container -> of(execution, pod, container, part)))
                .toList();
    }

    private static ContainerLog of(
            TaskExecution execution, PodLogContext pod, ContainerContext container, Optional<Part> part) {
        return new ContainerLog(
                pod.getNamespace(),
                pod.getPodName(),
                container.getContainerName(),
                execution.attemptFiles().logFile(pod.getPodName(), container.getContainerName()),
                part.isEmpty() && !container.getProcess().hasContainerEndTime(),
                part);
    }
}
