package org.flyte.executor.pool.rule;

import java.time.Instant;
import java.util.Set;
import org.flyte.executor.plugin.Details;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.Report;

/**
 * How a task has ended in its worker, as its supervisor says.
 *
 * @param code exit code of the process, or the negative number of the signal that ended it
 * @param tail the last lines that the task has printed
 */
public record End(Outcome outcome, int code, String message, String tail) {
    private static final int SIGNAL_BASE = 128;
    private static final int KILLED = 137;
    private static final Set<Integer> CRASHED = Set.of(134, 139);

    /** What became of the process of a task. */
    public enum Outcome {
        /** The task has returned: its files say with what. */
        COMPLETED,
        /** It has ended its process, or its process would have ended with an error. */
        EXITED,
        /** The worker was killed because its container had used up its memory. */
        OOM,
        /** It was ended because that was asked for. */
        ABORTED,
        /** Its worker was lost for a reason that is not known to be its own. */
        LOST
    }

    /**
     * The same as for a process of its own.
     *
     * @param since when the try began: older files are of another one
     */
    public Report report(Instant since) {
        return switch (outcome) {
            case COMPLETED -> Report.Completed.byFiles(since);
            case EXITED -> exited(since);
            case OOM -> Report.Failed.of(Failure.user("OOMKilled", text()), since);
            case ABORTED -> Report.Failed.of(Failure.system("Interrupted", text()), since);
            case LOST -> Report.Failed.of(Failure.system("WorkerLost", text()), since);
        };
    }

    private Report exited(Instant since) {
        int exit = code < 0 ? SIGNAL_BASE - code : code;
        if (exit == 0) {
            return Report.Completed.byFiles(since);
        }
        Failure failure = exit == KILLED ? Failure.system("Interrupted", text()) : Failure.user("Error", text());
        return new Report.Failed(failure, since, CRASHED.contains(exit), Details.NONE);
    }

    private String text() {
        String printed = tail.strip();
        return printed.isEmpty() ? message : message + "\n" + printed;
    }
}
