package org.flyte.executor.plugins.connector.job.rule;

import java.util.Optional;
import org.flyte.executor.plugin.Report;
import org.flyte.idl.core.TaskExecution.Phase;

/** What the phases of a job mean. */
public final class JobPhase {
    private JobPhase() {}

    /** Where a job stands that has not ended; empty when it has, or when the phase says nothing. */
    public static Optional<Report.Phase> active(Phase phase) {
        return switch (phase) {
            case QUEUED -> Optional.of(Report.Phase.QUEUED);
            case WAITING_FOR_RESOURCES -> Optional.of(Report.Phase.WAITING);
            case INITIALIZING -> Optional.of(Report.Phase.INITIALIZING);
            case RUNNING -> Optional.of(Report.Phase.RUNNING);
            case SUCCEEDED, ABORTED, FAILED, RETRYABLE_FAILED, UNDEFINED, UNRECOGNIZED -> Optional.empty();
        };
    }

    /** Whether the job has ended. */
    public static boolean isTerminal(Phase phase) {
        return switch (phase) {
            case SUCCEEDED, ABORTED, FAILED, RETRYABLE_FAILED -> true;
            case QUEUED, WAITING_FOR_RESOURCES, INITIALIZING, RUNNING, UNDEFINED, UNRECOGNIZED -> false;
        };
    }
}
