package org.flyte.executor.plugins.dask;

import java.util.Optional;
import org.flyte.executor.plugin.job.JobResource;
import org.flyte.executor.plugin.job.JobState;

/** How a DaskJob stands by its status. A pure function. */
final class DaskState {
    private DaskState() {}

    static JobState of(JobResource job) {
        return switch (job.text("status", "jobStatus")) {
            case "" ->
                job.flag("spec", "suspend") ? JobState.waiting("the DaskJob is suspended") : JobState.initializing("");
            case "JobCreated", "ClusterCreated" -> JobState.initializing("");
            case "Successful" -> new JobState.Succeeded();
            case "Failed" -> JobState.failedDownstream(message(job));
            default -> JobState.running("", job.time("status", "startTime"));
        };
    }

    private static String message(JobResource job) {
        return Optional.of(job.text("status", "message"))
                .filter(text -> !text.isEmpty())
                .map(text -> "the DaskJob failed: " + text)
                .orElse("the DaskJob failed");
    }
}
