package org.flyte.runs.action.rule;

/** Orders the phases of one attempt by their wire numbers (runs spec §3). */
public final class PhaseRank {
    /** Rank that all terminal phases share: none of them outranks another. */
    public static final int TERMINAL = 6;

    private static final int QUEUED = 1;
    private static final int WAITING_FOR_RESOURCES = 2;
    private static final int INITIALIZING = 3;
    private static final int RUNNING = 4;
    private static final int SUCCEEDED = 5;
    private static final int FAILED = 6;
    private static final int ABORTED = 7;
    private static final int TIMED_OUT = 8;
    private static final int PAUSED = 9;
    private static final int RECOVERED = 10;

    private PhaseRank() {}

    /** The rank of a phase within its attempt, 0 for a number that is no phase. */
    public static int of(int phase) {
        return switch (phase) {
            case QUEUED, WAITING_FOR_RESOURCES, INITIALIZING, RUNNING -> phase;
            case PAUSED -> RUNNING + 1;
            case SUCCEEDED, FAILED, ABORTED, TIMED_OUT, RECOVERED -> TERMINAL;
            default -> 0;
        };
    }

    public static boolean isTerminal(int phase) {
        return of(phase) == TERMINAL;
    }

    /** Whether a further attempt may follow. */
    public static boolean isRetryable(int phase) {
        return phase == FAILED || phase == TIMED_OUT;
    }

    /** Whether the outputs of the attempt can be read. */
    public static boolean hasOutputs(int phase) {
        return phase == SUCCEEDED || phase == RECOVERED;
    }
}
