package org.flyte.executor.plugin.job;

import java.time.Instant;
import java.util.Optional;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.Report;

/** How a job stands by the status of its custom resource alone. */
public sealed interface JobState {
    /**
     * It has not ended.
     *
     * @param reason for people, may be empty
     * @param since when it began to run, if the resource says so
     */
    record Active(Report.Phase phase, String reason, Optional<Instant> since) implements JobState {}

    /** It ended well by what its controller knows; its files decide. */
    record Succeeded() implements JobState {}

    /** It failed. */
    record Failed(Failure failure) implements JobState {}

    static JobState queued(String reason) {
        return new Active(Report.Phase.QUEUED, reason, Optional.empty());
    }

    /** Kueue or another scheduler holds it until there is room. */
    static JobState waiting(String reason) {
        return new Active(Report.Phase.WAITING, reason, Optional.empty());
    }

    static JobState initializing(String reason) {
        return new Active(Report.Phase.INITIALIZING, reason, Optional.empty());
    }

    static JobState running(String reason, Optional<Instant> since) {
        return new Active(Report.Phase.RUNNING, reason, since);
    }

    /** The user's fault, by the controller of the resource; a further attempt may help. */
    static JobState failedDownstream(String message) {
        return new Failed(Failure.user(Failure.DOWNSTREAM, message));
    }
}
