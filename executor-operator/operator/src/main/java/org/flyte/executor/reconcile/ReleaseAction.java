package org.flyte.executor.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.executor.plugin.TaskExecution;

/** Gives back what an action that has ended held: its reservation in the cache, its slots, its place among those that wait to start. */
@ApplicationScoped
class ReleaseAction {
    private final CachedResults cache;
    private final ConcurrencyLimits concurrency;
    private final Admissions admissions;
    private final PluginDetails details;

    ReleaseAction(CachedResults cache, ConcurrencyLimits concurrency, Admissions admissions, PluginDetails details) {
        this.cache = cache;
        this.concurrency = concurrency;
        this.admissions = admissions;
        this.details = details;
    }

    void execute(TaskExecution execution) {
        cache.end(execution);
        concurrency.end(execution);
        admissions.end(execution);
        details.end(execution);
    }
}
