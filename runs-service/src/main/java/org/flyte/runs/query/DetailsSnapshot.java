package org.flyte.runs.query;

import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.time.Instant;
import org.flyte.idl.workflow.ActionDetails;
import org.flyte.idl.workflow.ActionStatus;
import org.flyte.platform.model.ActionPhases;

/**
 * The details of an action as read at one moment.
 *
 * @param version change sequence of the row
 * @param ended the row is terminal: its phase will not change any more, except by a retry
 * @param complete ended, and nothing more is expected from the executor
 * @param errorMissing a task failed, and the error of its last attempt has not been reported yet
 */
public record DetailsSnapshot(
        ActionDetails details, long version, boolean ended, boolean complete, boolean errorMissing) {
    private static final Duration RECENT = Duration.ofSeconds(2);

    /** Whether a task failed a moment ago, so that the report of its next attempt may follow at once. */
    public boolean failedRecently(Instant now) {
        ActionStatus status = details.getStatus();
        return ActionPhases.isRetryable(status.getPhase())
                && details.getMetadata().hasTask()
                && status.hasEndTime()
                && isRecent(status.getEndTime(), now);
    }

    private static boolean isRecent(Timestamp time, Instant now) {
        return now.minus(RECENT).getEpochSecond() < time.getSeconds();
    }
}
