package org.flyte.executor.plugins.spark;

import java.util.Optional;
import org.flyte.executor.plugin.job.JobResource;
import org.flyte.executor.plugin.job.JobState;

/** How a SparkApplication stands by its status. A pure function. */
final class SparkState {
    private SparkState() {}

    static JobState of(JobResource job) {
        return switch (job.text("status", "applicationState", "state")) {
            case "", "NEW" -> job.flag("spec", "suspend") ? suspended() : JobState.queued("");
            case "SUSPENDING", "SUSPENDED" -> suspended();
            case "SUBMITTED", "PENDING_SUBMISSION", "RESUMING" -> JobState.initializing("");
            case "SUBMISSION_FAILED" -> JobState.failedDownstream(message(job, "the submission failed"));
            case "FAILED" -> JobState.failedDownstream(message(job, "the SparkApplication failed"));
            case "COMPLETED" -> new JobState.Succeeded();
            default -> JobState.running("", Optional.empty());
        };
    }

    private static JobState suspended() {
        return JobState.waiting("the SparkApplication is suspended");
    }

    private static String message(JobResource job, String what) {
        String why = job.text("status", "applicationState", "errorMessage");
        return why.isEmpty() ? what : what + ": " + why;
    }
}
