package org.flyte.executor.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import org.flyte.executor.plugin.StartException;
import org.flyte.executor.reconcile.rule.ExecutionState;
import org.flyte.executor.reconcile.rule.Observation;

/** Creates the object of the current try, unless the cache has its outputs or limits of its run or queue are reached. */
@ApplicationScoped
class StartTask {
    private final Outcomes outcomes;
    private final Observer observer;
    private final CachedResults cache;
    private final ConcurrencyLimits concurrency;
    private final Admissions admissions;

    StartTask(
            Outcomes outcomes,
            Observer observer,
            CachedResults cache,
            ConcurrencyLimits concurrency,
            Admissions admissions) {
        this.outcomes = outcomes;
        this.observer = observer;
        this.cache = cache;
        this.concurrency = concurrency;
        this.admissions = admissions;
    }

    /** Empty when the object was created; else why not, or what the existing one looks like: no event may follow. */
    Optional<Observation> execute(ResolvedExecution task, ExecutionState state) {
        return cache.beforeStart(task.execution())
                .or(() -> concurrency.beforeStart(task.execution(), state))
                .or(() -> admissions.start(task.execution(), () -> create(task, state)));
    }

    private Optional<Observation> create(ResolvedExecution task, ExecutionState state) {
        try {
            if (task.execution().lost() > 0) {
                outcomes.clear(task.execution());
            }
            return task.start() ? Optional.empty() : Optional.of(observer.observe(task, state));
        } catch (StartException e) {
            return Optional.of(
                    switch (e.reason()) {
                        case REFUSED -> new Observation.Failed(e.failure());
                        case NOT_YET -> new Observation.NotYet(e.getMessage(), queuedAt(state));
                        case NAME_TAKEN -> new Observation.NameTaken(e.getMessage(), queuedAt(state));
                    });
        }
    }

    private static Instant queuedAt(ExecutionState state) {
        return state.times().queuedAt();
    }
}
