package org.flyte.executor.pod;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.Optional;
import org.flyte.executor.config.PodConfig;
import org.flyte.executor.plugin.Details;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.Report;

/** Judges the status of a pod; see docs/behaviour/pods.md. A pure function. */
final class PodPhases {
    private final PendingPods pending;

    PodPhases(PodConfig config) {
        this.pending = new PendingPods(config);
    }

    Report report(Pod pod, Instant now) {
        Instant since = Instant.parse(pod.getMetadata().getCreationTimestamp());
        Verdict verdict = verdict(pod, now);
        String deletion = pod.getMetadata().getDeletionTimestamp();
        return switch (verdict.phase()) {
            case COMPLETED -> Report.Completed.byFiles(since);
            case CRASHED -> new Report.Failed(verdict.failure(), since, true, Details.NONE);
            case FAILED -> Report.Failed.of(verdict.failure(), since);
            case QUEUED, WAITING, INITIALIZING, RUNNING ->
                deletion == null
                        ? active(pod, verdict, since, now)
                        : new Report.Leaving(Instant.parse(deletion), Details.NONE);
        };
    }

    private static Report active(Pod pod, Verdict verdict, Instant created, Instant now) {
        Instant since = verdict.phase() == Phase.RUNNING ? runningSince(pod, created, now) : created;
        return new Report.Active(
                Report.Phase.valueOf(verdict.phase().name()), verdict.reason(), since, verdict.checkAt(), Details.NONE);
    }

    /** The kubelet says when a container started in whole seconds: the end of that second, but no later than now. */
    private static Instant runningSince(Pod pod, Instant created, Instant now) {
        return primary(pod)
                .map(ContainerStatus::getState)
                .map(PodPhases::startedAt)
                .map(started -> Instant.parse(started).plusSeconds(1))
                .map(latest -> latest.isBefore(created) ? created : latest)
                .filter(latest -> latest.isBefore(now))
                .orElse(now);
    }

    /** Null before the start; of an ended container too, while its outputs are stored. */
    private static String startedAt(ContainerState state) {
        if (state.getRunning() != null) {
            return state.getRunning().getStartedAt();
        }
        return state.getTerminated() == null ? null : state.getTerminated().getStartedAt();
    }

    Verdict verdict(Pod pod, Instant now) {
        Instant since = Instant.parse(pod.getMetadata().getCreationTimestamp());
        PodStatus status = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
        String phase = status.getPhase() == null ? "Pending" : status.getPhase();
        return switch (phase) {
            case "Succeeded" -> succeeded(status);
            case "Failed" -> new FailedPod(pod).verdict();
            case "Running" -> running(pod);
            case "Pending" -> pending.verdict(status, since, now);
            default -> Verdict.of(Phase.QUEUED, "the state of the pod is unknown");
        };
    }

    private static Verdict succeeded(PodStatus status) {
        return EndedContainer.allOf(status)
                .filter(container -> container.isOutOfMemory() && !CopilotStatus.isOfCopilot(container))
                .findFirst()
                .map(container -> Verdict.failed(Failure.user("OOMKilled", container.describe())))
                .orElseGet(() -> completed(status));
    }

    /** The task has ended well; its outputs may not be stored. */
    private static Verdict completed(PodStatus status) {
        return new CopilotStatus(status).failure().map(Verdict::failed).orElse(Verdict.of(Phase.COMPLETED, ""));
    }

    private static Verdict running(Pod pod) {
        if (new CopilotStatus(pod.getStatus()).isUploading()) {
            return Verdict.of(Phase.RUNNING, "");
        }
        return primary(pod)
                .flatMap(EndedContainer::current)
                .map(primary -> primaryEnded(primary, pod))
                .orElse(Verdict.of(Phase.RUNNING, ""));
    }

    private static Optional<ContainerStatus> primary(Pod pod) {
        String primary = new TaskPod(pod).primary();
        return pod.getStatus().getContainerStatuses().stream()
                .filter(container -> container.getName().equals(primary))
                .findFirst();
    }

    private static Verdict primaryEnded(EndedContainer primary, Pod pod) {
        if (primary.isOutOfMemory()) {
            return Verdict.failed(Failure.user(primary.reason(), primary.describe()));
        }
        CopilotStatus copilot = new CopilotStatus(pod.getStatus());
        if (primary.hasSucceeded()) {
            return completed(pod.getStatus());
        }
        if (new TaskPod(pod).isDisrupted()) {
            return Verdict.failed(Failure.system("Interrupted", primary.describe()));
        }
        Failure failure = primary.isKilled()
                ? Failure.system(primary.reason(), primary.describe())
                : Failure.user(primary.reason(), primary.describe());
        return primary.isCrash() && !copilot.isPresent() ? Verdict.crashed(failure) : Verdict.failed(failure);
    }

    /** Where a pod stands. */
    enum Phase {
        QUEUED,
        WAITING,
        INITIALIZING,
        RUNNING,
        /** Its process ended by itself; its files show how. */
        COMPLETED,
        /** Its process crashed, which is a failure unless it had written its outputs. */
        CRASHED,
        FAILED
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
