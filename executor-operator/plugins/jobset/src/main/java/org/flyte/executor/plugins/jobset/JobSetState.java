package org.flyte.executor.plugins.jobset;

import java.util.Optional;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.job.JobResource;
import org.flyte.executor.plugin.job.JobResource.Condition;
import org.flyte.executor.plugin.job.JobState;

/** How a JobSet stands by its status. A pure function. */
final class JobSetState {
    private JobSetState() {}

    /** @param maintained whether maintenance of a host took the pod of rank 0 away, and the task wants that forgiven */
    static JobState of(JobResource job, boolean maintained) {
        return job.newestCondition()
                .map(condition -> of(condition, job, maintained))
                .orElseGet(() -> withoutCondition(job));
    }

    private static JobState of(Condition condition, JobResource job, boolean maintained) {
        return switch (condition.type()) {
            case "Completed" -> new JobState.Succeeded();
            case "Failed" -> new JobState.Failed(failure(condition, maintained));
            case "Suspended" -> JobState.waiting(condition.describe());
            case "RestartingJobSet" -> JobState.running("restart in progress", Optional.empty());
            default -> running(job);
        };
    }

    private static Failure failure(Condition condition, boolean maintained) {
        String message = "the JobSet failed: " + condition.describe();
        if (maintained) {
            return Failure.system("HostMaintenance", message);
        }
        return Failure.user(condition.reason().isEmpty() ? Failure.DOWNSTREAM : condition.reason(), message);
    }

    private static JobState withoutCondition(JobResource job) {
        if (hasStarted(job)) {
            return running(job);
        }
        return job.flag("spec", "suspend") ? JobState.waiting("the JobSet is suspended") : JobState.initializing("");
    }

    private static JobState running(JobResource job) {
        int restarts = job.number("status", "restarts");
        return JobState.running(restarts == 0 ? "" : "running (restart attempt " + restarts + ")", Optional.empty());
    }

    private static boolean hasStarted(JobResource job) {
        return job.number("status", "restarts") > 0
                || job.items("status", "replicatedJobsStatus").stream()
                        .anyMatch(jobs -> count(jobs.get("ready"))
                                        + count(jobs.get("active"))
                                        + count(jobs.get("succeeded"))
                                        + count(jobs.get("failed"))
                                > 0);
    }

    private static int count(Object value) {
        return value instanceof Number number ? number.intValue() : 0;
    }
}
