package org.flyte.executor.config;

import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Limits of a queue; see docs/behaviour/queues.md. */
public interface QueueConfig {
    /** Maximum number of actions of the queue that are at work at once; absent: any number. */
    Optional<Integer> concurrency();

    /** Maximum number of them of one project and domain; absent: any number. */
    Optional<Integer> projectConcurrency();

    /** Queues with a higher priority are served first, when a limit holds over all of them. */
    @WithDefault("0")
    int priority();
}
