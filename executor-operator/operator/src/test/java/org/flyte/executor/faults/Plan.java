package org.flyte.executor.faults;

/** How the pods of an action end. */
enum Plan {
    SUCCEEDS,
    FAILS_ONCE,
    FAILS,
    /** Until it is aborted. */
    RUNS_ON;

    /** Retries of the task. */
    static final int RETRIES = 1;

    /**
     * The exit code of a pod.
     *
     * @param attempt from 1
     */
    int exitCode(int attempt) {
        return switch (this) {
            case SUCCEEDS -> 0;
            case FAILS_ONCE -> attempt == 1 ? 3 : 0;
            case FAILS, RUNS_ON -> 3;
        };
    }

    /** The phases that end its attempts, as {@code PHASE/attempt}, unless it is aborted before. */
    String ending() {
        return switch (this) {
            case SUCCEEDS -> "SUCCEEDED/1";
            case FAILS_ONCE -> "SUCCEEDED/2";
            case FAILS -> "FAILED/2";
            case RUNS_ON -> "ABORTED/1";
        };
    }
}
