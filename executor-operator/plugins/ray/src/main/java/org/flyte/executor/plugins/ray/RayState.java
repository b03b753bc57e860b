package org.flyte.executor.plugins.ray;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.job.JobResource;
import org.flyte.executor.plugin.job.JobState;

/** How a RayJob stands by its status. A pure function. */
final class RayState {
    /** The reason of a job that KubeRay gave up because it heard nothing of it. */
    private static final String LOST = "JobDeploymentStatusTransitionGracePeriodExceeded";

    /** States of the job itself in which a deployment is complete without success: KubeRay before 1.2 has no other. */
    private static final Set<String> NOT_SUCCEEDED = Set.of("FAILED", "STOPPED");

    private RayState() {}

    static JobState of(JobResource job) {
        return switch (job.text("status", "jobDeploymentStatus")) {
            case "" -> job.flag("spec", "suspend") ? suspended() : JobState.queued("Scheduling");
            case "Suspending", "Suspended" -> suspended();
            case "Initializing" -> JobState.initializing("");
            case "Complete" ->
                NOT_SUCCEEDED.contains(job.text("status", "jobStatus")) ? failed(job) : new JobState.Succeeded();
            case "Failed" -> failed(job);
            default -> JobState.running("", Optional.empty());
        };
    }

    private static JobState suspended() {
        return JobState.waiting("the RayJob is suspended");
    }

    private static JobState failed(JobResource job) {
        String reason = job.text("status", "reason");
        String why = Stream.of(reason, job.text("status", "message"))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(": "));
        String message = why.isEmpty() ? "the RayJob failed" : "the RayJob failed: " + why;
        return new JobState.Failed(
                LOST.equals(reason) ? Failure.system(LOST, message) : Failure.permanent(Failure.TASK_FAILED, message));
    }
}
