package org.flyte.executor.pod;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.List;
import org.flyte.executor.config.PodConfig;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.PluginReport;
import org.flyte.executor.plugin.PluginReport.Phase;

/** What the status of a pod says about its attempt (executor spec §4.10). Pure. */
final class PodPhases {
    private final PendingPods pending;

    PodPhases(PodConfig config) {
        this.pending = new PendingPods(config);
    }

    PluginReport report(Pod pod, Instant now) {
        Instant since = Instant.parse(pod.getMetadata().getCreationTimestamp());
        PodStatus status = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
        Verdict verdict = verdict(pod, status, since, now);
        return new PluginReport(
                verdict.phase(), verdict.reason(), verdict.failure(), since, verdict.checkAt(), leavingUntil(pod));
    }

    private Verdict verdict(Pod pod, PodStatus status, Instant since, Instant now) {
        String phase = status.getPhase() == null ? "Pending" : status.getPhase();
        return switch (phase) {
            case "Succeeded" -> outOfMemory(status);
            case "Failed" -> FailedPods.verdict(pod);
            case "Running" -> running(pod, status);
            case "Pending" -> pending.verdict(status, since, now);
            default -> Verdict.of(Phase.QUEUED, "the state of the pod is unknown");
        };
    }

    private static Verdict outOfMemory(PodStatus status) {
        return FailedPods.allStatuses(status).stream()
                .filter(FailedPods::isOutOfMemory)
                .findFirst()
                .map(container -> Verdict.failed(Failure.user("OOMKilled", FailedPods.describe(container))))
                .orElse(Verdict.of(Phase.COMPLETED, ""));
    }

    private static Verdict running(Pod pod, PodStatus status) {
        String primary = PodLogs.primary(pod);
        List<ContainerStatus> statuses = status.getContainerStatuses();
        return statuses.stream()
                .filter(container -> container.getName().equals(primary))
                .findFirst()
                .map(PodPhases::primary)
                .orElse(Verdict.of(Phase.RUNNING, ""));
    }

    private static Verdict primary(ContainerStatus container) {
        var ended = container.getState() == null ? null : container.getState().getTerminated();
        if (ended == null) {
            return Verdict.of(Phase.RUNNING, "");
        }
        if (FailedPods.isOutOfMemory(container)) {
            return Verdict.failed(Failure.user(ended.getReason(), FailedPods.describe(container)));
        }
        if (ended.getExitCode() == 0) {
            return Verdict.of(Phase.COMPLETED, "");
        }
        String code = ended.getReason() == null ? "Error" : ended.getReason();
        String message = FailedPods.describe(container);
        if (FailedPods.isCrash(ended)) {
            return Verdict.crashed(Failure.user(code, message));
        }
        return Verdict.failed(FailedPods.isKilled(ended) ? Failure.system(code, message) : Failure.user(code, message));
    }

    private static Instant leavingUntil(Pod pod) {
        String deletion = pod.getMetadata().getDeletionTimestamp();
        return deletion == null ? null : Instant.parse(deletion);
    }

    /** A phase with its reason or failure, and when time alone may change it. */
    record Verdict(Phase phase, String reason, Failure failure, Instant checkAt) {
        static Verdict of(Phase phase, String reason) {
            return new Verdict(phase, reason == null ? "" : reason, null, null);
        }

        static Verdict failed(Failure failure) {
            return new Verdict(Phase.FAILED, failure.message(), failure, null);
        }

        static Verdict crashed(Failure failure) {
            return new Verdict(Phase.CRASHED, failure.message(), failure, null);
        }
    }
}
