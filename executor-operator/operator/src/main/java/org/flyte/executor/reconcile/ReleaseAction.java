package org.flyte.executor.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.executor.plugin.TaskExecution;

/** Gives back what an action that has ended held: its reservation in the cache, its place in the limit of its run and in queues. */
@ApplicationScoped
class ReleaseAction {
    private final CachedResults cache;
    private final RunConcurrency concurrency;
    private final Admissions admissions;

    ReleaseAction(CachedResults cache, RunConcurrency concurrency, Admissions admissions) {
        this.cache = cache;
        this.concurrency = concurrency;
        this.admissions = admissions;
    }

    void execute(TaskExecution execution) {
        cache.end(execution);
        concurrency.end(execution);
        admissions.end(execution);
    }
}
