package org.flyte.executor.plugin.job;

import java.time.Instant;
import java.util.Optional;
import org.flyte.executor.plugin.Details;
import org.flyte.executor.plugin.Report;

/**
 * Makes one report of what the custom resource says and what its leading pod says. The controller decides whether the job has ended,
 * because it may replace a pod; the pod says why, and what it waits for. A pure function.
 */
final class JobReport {
    private final Optional<LeaderPod> leader;
    private final Instant createdAt;
    private final Details details;

    private JobReport(Optional<LeaderPod> leader, Instant createdAt, Details details) {
        this.leader = leader;
        this.createdAt = createdAt;
        this.details = details;
    }

    /** @param createdAt of the custom resource */
    static Report of(JobState state, Optional<LeaderPod> leader, Instant createdAt, Details details) {
        JobReport report = new JobReport(leader, createdAt, details);
        return switch (state) {
            case JobState.Succeeded _ -> new Report.Completed(createdAt, Optional.empty(), details);
            case JobState.Failed failed -> report.failed(failed);
            case JobState.Active active -> report.active(active);
        };
    }

    /** A failure that the controller calls one of infrastructure is not explained by a pod that it took away. */
    private Report failed(JobState.Failed state) {
        return leader.map(LeaderPod::verdict).orElse(null) instanceof Report.Failed pod
                        && !state.failure().isSystem()
                ? new Report.Failed(pod.failure(), createdAt, pod.crashed(), details)
                : new Report.Failed(state.failure(), createdAt, false, details);
    }

    private Report active(JobState.Active state) {
        if (leader.filter(LeaderPod::cannotStart).isPresent()) {
            Report.Failed pod = (Report.Failed) leader.get().verdict();
            return new Report.Failed(pod.failure(), createdAt, false, details);
        }
        return leader.map(LeaderPod::verdict).orElse(null) instanceof Report.Active pod
                ? new Report.Active(
                        phase(state, pod),
                        reason(state, pod),
                        since(state, pod.phase() == Report.Phase.RUNNING ? pod.since() : createdAt),
                        pod.checkAt(),
                        details)
                : new Report.Active(state.phase(), state.reason(), since(state, createdAt), null, details);
    }

    /** While the job is prepared, its pod says whether it still waits for a node, which has a time limit of its own. */
    private static Report.Phase phase(JobState.Active state, Report.Active pod) {
        return isPrepared(state) && pod.phase() != Report.Phase.RUNNING ? pod.phase() : state.phase();
    }

    private static String reason(JobState.Active state, Report.Active pod) {
        return state.reason().isEmpty() || (isPrepared(state) && !pod.reason().isEmpty())
                ? pod.reason()
                : state.reason();
    }

    private static boolean isPrepared(JobState.Active state) {
        return state.phase() != Report.Phase.RUNNING;
    }

    private Instant since(JobState.Active state, Instant otherwise) {
        return state.phase() == Report.Phase.RUNNING ? state.since().orElse(otherwise) : createdAt;
    }
}
