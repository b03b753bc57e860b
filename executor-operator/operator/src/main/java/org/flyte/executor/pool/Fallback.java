package org.flyte.executor.pool;

import java.util.Locale;

/** Why a task with a reuse policy runs as an ordinary pod. */
enum Fallback {
    /** Its slot would be that of a task that waits for it. */
    STARVATION,
    /** The workers of the pool cannot be used. */
    UNUSABLE,
    /** Further attempts of tasks that share a process: the SDK reads the number of the attempt from the environment. */
    RETRY,
    /** Its command is not that of a Python task. */
    NO_PYTHON_TASK;

    /** As a label of metrics. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
