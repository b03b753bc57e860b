package org.flyte.executor.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.executor.plugin.TaskExecution;

/** Gives back what an action that has ended held: its reservation in the cache, and its place in the limit of its run. */
@ApplicationScoped
class ReleaseAction {
    private final CachedResults cache;
    private final RunConcurrency concurrency;

    ReleaseAction(CachedResults cache, RunConcurrency concurrency) {
        this.cache = cache;
        this.concurrency = concurrency;
    }

    void execute(TaskExecution execution) {
        cache.end(execution);
        concurrency.end(execution);
    }
}
