package org.flyte.runs.bulk;

import java.time.Instant;
import java.util.Optional;
import org.flyte.idl.bulk.BulkOutcome;
import org.flyte.platform.model.RunKey;

/**
 * A run that an operation is for, reserved for this replica.
 *
 * @param position in the operation
 * @param tries with this one
 */
record BulkRun(int position, RunKey key, int tries) {
    /**
     * What a try came to.
     *
     * @param outcome unspecified when it is to be tried again
     * @param newRun name of the run that was created, "" for none
     * @param message why it was not done, "" otherwise
     * @param due when it is tried again
     */
    record Result(int position, BulkOutcome outcome, String newRun, String message, Optional<Instant> due) {
        private static final int MAX_MESSAGE = 1_000;

        Result {
            message = message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE);
        }
    }

    Result aborted() {
        return new Result(position, BulkOutcome.BULK_OUTCOME_SUCCEEDED, "", "", Optional.empty());
    }

    Result created(String newRun) {
        return new Result(position, BulkOutcome.BULK_OUTCOME_SUCCEEDED, newRun, "", Optional.empty());
    }

    Result skipped(String why) {
        return new Result(position, BulkOutcome.BULK_OUTCOME_SKIPPED, "", why, Optional.empty());
    }

    Result failed(String why) {
        return new Result(position, BulkOutcome.BULK_OUTCOME_FAILED, "", why, Optional.empty());
    }

    Result postponed(String why, Instant until) {
        return new Result(position, BulkOutcome.BULK_OUTCOME_UNSPECIFIED, "", why, Optional.of(until));
    }
}
