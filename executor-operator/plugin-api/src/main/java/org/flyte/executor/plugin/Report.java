package org.flyte.executor.plugin;

import java.time.Instant;
import java.util.Optional;
import org.flyte.idl.task.Outputs;

/** What a plugin knows of a try. Equal reports mean that nothing has happened. */
public sealed interface Report {
    /** What goes with the report: state to keep, links to show. */
    Details details();

    /** Whether the try has ended. */
    default boolean isOver() {
        return this instanceof Completed || this instanceof Failed;
    }

    /** Where a try stands that has not ended. */
    enum Phase {
        /** It exists, nothing more is known. */
        QUEUED,
        /** It waits for free capacity. */
        WAITING,
        /** Its parts are being prepared. */
        INITIALIZING,
        RUNNING
    }

    /**
     * The try has not ended.
     *
     * @param reason for people; empty when there is nothing to say
     * @param since when it was created; of a running one, when it began to run, as exact as is known
     * @param checkAt when time alone may change the report; null when an event will come
     */
    record Active(Phase phase, String reason, Instant since, Instant checkAt, Details details) implements Report {
        /** Without anything to say, check or keep. */
        public static Active of(Phase phase, Instant since) {
            return new Active(phase, "", since, null, Details.NONE);
        }

        /** The same, for another reason. */
        public Active withReason(String other) {
            return new Active(phase, other, since, checkAt, details);
        }

        /** The same, to be looked at again by that time. */
        public Active checkedBy(Instant time) {
            Instant earlier = checkAt != null && checkAt.isBefore(time) ? checkAt : time;
            return new Active(phase, reason, since, earlier, details);
        }
    }

    /**
     * Its objects are being deleted, and it has not ended before: how it ends will not be known.
     *
     * @param until when they should be gone; much later the try counts as lost
     */
    record Leaving(Instant until, Details details) implements Report {}

    /**
     * The try ended by itself. Without outputs in the report, its files show how: {@code error.pb} decides, and {@code outputs.pb} is
     * required when the interface of the task has outputs.
     *
     * @param createdAt when the try was created; older files are of an earlier try
     * @param outputs what the operator writes to {@code outputs.pb}; present when the try has no process that writes files
     */
    record Completed(Instant createdAt, Optional<Outputs> outputs, Details details) implements Report {
        /** Its files show how it ended. */
        public static Completed byFiles(Instant createdAt) {
            return new Completed(createdAt, Optional.empty(), Details.NONE);
        }

        /** It succeeded, with these outputs. */
        public static Completed with(Outputs outputs, Instant createdAt) {
            return new Completed(createdAt, Optional.of(outputs), Details.NONE);
        }
    }

    /**
     * The try failed. An {@code error.pb} that its process wrote says it better, and wins.
     *
     * @param createdAt when the try was created; older files are of an earlier try
     * @param crashed whether a process crashed by itself, which is a success when it had written its outputs before
     */
    record Failed(Failure failure, Instant createdAt, boolean crashed, Details details) implements Report {
        /** Whatever it has written. */
        public static Failed of(Failure failure, Instant createdAt) {
            return new Failed(failure, createdAt, false, Details.NONE);
        }
    }
}
