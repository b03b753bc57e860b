package org.flyte.executor.pool;

import java.util.Locale;
import java.util.Optional;

/** Why a task with a reuse policy runs as an ordinary pod. */
enum Fallback {
    /** The operator has no address for workers to connect to. */
    DISABLED,
    /** Its slot would be that of a task that waits for it. */
    STARVATION,
    /** The workers of the pool cannot be used. */
    UNUSABLE,
    /** Further attempts of tasks that share a process: the SDK reads the number of the attempt from the environment. */
    RETRY,
    /** Its command is not that of a Python task. */
    NO_PYTHON_TASK,
    /** Pods have to prove who they are, and a token names the pod of one attempt. */
    IDENTITY;

    /** With the reason for people. */
    record Because(Fallback why, String reason) {}

    /**
     * Why a task is not asked a slot for.
     *
     * @param identity whether task pods have to prove who they are
     * @param again whether the task was started before
     * @param concurrency how many tasks share a process
     */
    static Optional<Because> before(boolean identity, boolean again, int concurrency) {
        if (identity) {
            return Optional.of(
                    new Because(IDENTITY, "warm workers have no token that names an attempt, which login needs"));
        }
        return again && concurrency > 1
                ? Optional.of(new Because(RETRY, "further attempts of tasks that share a process run alone"))
                : Optional.empty();
    }

    /** As a label of metrics. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
