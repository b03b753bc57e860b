package org.flyte.executor.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import org.flyte.executor.kubernetesevent.KubernetesEvents;
import org.flyte.executor.plugin.StartException;
import org.flyte.executor.plugin.StartResult;
import org.flyte.executor.reconcile.rule.ExecutionState;
import org.flyte.executor.reconcile.rule.Observation;
import org.flyte.idl.core.TaskTemplate;

/** Creates the object of the current try, unless the cache has its outputs or limits of its run or queue are reached. */
@ApplicationScoped
class StartTask {
    private final Observer observer;
    private final CachedResults cache;
    private final ConcurrencyLimits concurrency;
    private final Admissions admissions;
    private final PluginDetails details;
    private final KubernetesEvents events;
    private final TracedStart start;

    StartTask(
            Observer observer,
            CachedResults cache,
            ConcurrencyLimits concurrency,
            Admissions admissions,
            PluginDetails details,
            KubernetesEvents events,
            TracedStart start) {
        this.observer = observer;
        this.cache = cache;
        this.concurrency = concurrency;
        this.admissions = admissions;
        this.details = details;
        this.events = events;
        this.start = start;
    }

    /** Empty when the try was started and an event will follow; else why not, or what is known of it. */
    Optional<Observation> execute(ResolvedExecution task, ExecutionState state) {
        return cache.beforeStart(task.execution())
                .or(() -> concurrency.beforeStart(task.execution(), state))
                .or(() -> admissions.start(task.execution(), () -> create(task, state)));
    }

    private Optional<Observation> create(ResolvedExecution task, ExecutionState state) {
        try {
            return switch (start.execute(task.execution(), task::start)) {
                case StartResult.Started started -> {
                    details.reported(task.execution(), started.details());
                    explainReuse(task);
                    yield Optional.ofNullable(started.checkAt()).map(Observation.Starting::new);
                }
                case StartResult.Existing _ -> Optional.of(observer.observeExisting(task));
                case StartResult.Pending pending -> Optional.of(new Observation.Starting(pending.checkAt()));
            };
        } catch (StartException e) {
            return Optional.of(
                    switch (e.reason()) {
                        case REFUSED -> new Observation.Failed(e.failure());
                        case NOT_YET -> new Observation.NotYet(e.getMessage(), queuedAt(state));
                        case NAME_TAKEN -> new Observation.NameTaken(e.getMessage(), queuedAt(state));
                    });
        }
    }

    private void explainReuse(ResolvedExecution task) {
        TaskTemplate template = task.execution().template();
        if (template.hasReusePolicy() && !task.plugin().honoursReusePolicy()) {
            events.reuseHasNoEffect(task.action(), task.execution().attempt(), template.getType());
        }
    }

    private static Instant queuedAt(ExecutionState state) {
        return state.times().queuedAt();
    }
}
