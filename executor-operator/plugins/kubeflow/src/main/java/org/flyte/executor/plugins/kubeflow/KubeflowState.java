package org.flyte.executor.plugins.kubeflow;

import java.time.Instant;
import java.util.Optional;
import org.flyte.executor.plugin.job.JobResource;
import org.flyte.executor.plugin.job.JobResource.Condition;
import org.flyte.executor.plugin.job.JobState;

/** How a job of Kubeflow stands by its status. A pure function. */
final class KubeflowState {
    private KubeflowState() {}

    static JobState of(JobResource job) {
        return job.newestCondition().map(condition -> of(condition, job)).orElseGet(() -> withoutCondition(job));
    }

    private static JobState of(Condition condition, JobResource job) {
        return switch (condition.type()) {
            case "Created" -> withoutCondition(job);
            case "Suspended" -> JobState.waiting(condition.describe());
            case "Succeeded" -> new JobState.Succeeded();
            case "Failed" ->
                JobState.failedDownstream("Job failed: %s - %s".formatted(condition.reason(), condition.message()));
            default -> JobState.running("", startTime(job));
        };
    }

    /** It waits for its controller, for Kueue or for a gang scheduler: as long as the task allows. */
    private static JobState withoutCondition(JobResource job) {
        return job.flag("spec", "runPolicy", "suspend")
                ? JobState.waiting("the job is suspended")
                : JobState.queued("JobCreated");
    }

    private static Optional<Instant> startTime(JobResource job) {
        return job.time("status", "startTime");
    }
}
