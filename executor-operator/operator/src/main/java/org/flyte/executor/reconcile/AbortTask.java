package org.flyte.executor.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.crd.TaskAction;
import org.flyte.executor.event.ActionEventPublisher;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskPlugin;
import org.flyte.executor.reconcile.status.StatusStore;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.TaskTemplate;

/** Ends an action whose TaskAction is being deleted, even if its spec is invalid. */
@ApplicationScoped
class AbortTask {
    private final Plugins plugins;
    private final ActionEventPublisher publisher;
    private final StatusStore statuses;
    private final ExecutionStates states;
    private final CachedResults cache;
    private final RunConcurrency concurrency;

    AbortTask(
            Plugins plugins,
            ActionEventPublisher publisher,
            StatusStore statuses,
            ExecutionStates states,
            CachedResults cache,
            RunConcurrency concurrency) {
        this.plugins = plugins;
        this.publisher = publisher;
        this.statuses = statuses;
        this.states = states;
        this.cache = cache;
        this.concurrency = concurrency;
    }

    /**
     * Stops the pod, records that it has run, and publishes the abort. True once the broker has every event: then the
     * object may go.
     */
    boolean execute(TaskAction action) {
        TaskExecution execution = statuses.execution(action, TaskTemplate.getDefaultInstance());
        TaskPlugin plugin = plugins.of(String.valueOf(action.getSpec().taskType));
        plugin.stop(execution);
        cache.end(execution);
        concurrency.end(execution);
        boolean aborted = !statuses.isTerminal(action);
        boolean published = publisher.conclude(recorded(execution), aborted, plugin.logs(execution));
        if (published) {
            publisher.forget(execution.uid());
            statuses.forget(action);
            states.forget(execution);
            if (aborted) {
                new ActionLog(execution).actionEnded(ActionPhase.ACTION_PHASE_ABORTED, null);
            }
        }
        return published;
    }

    /** The action, whose status says that the pod has run if it was seen to: its logs are found by that. */
    private TaskAction recorded(TaskExecution execution) {
        return states.of(execution)
                .recordRunning()
                .flatMap(change -> statuses.write(execution, change))
                .orElse(execution.action());
    }
}
