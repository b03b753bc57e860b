package org.flyte.executor.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.flyte.crd.TaskAction;
import org.flyte.executor.event.ActionEventPublisher;
import org.flyte.executor.logs.SavedLogs;
import org.flyte.executor.plugin.Details;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskPlugin;
import org.flyte.executor.reconcile.rule.Findings;
import org.flyte.executor.reconcile.status.StatusStore;
import org.flyte.executor.registry.PluginRegistry;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.LogContext;
import org.flyte.idl.core.TaskTemplate;

/** Ends an action whose TaskAction is being deleted, even if its spec is invalid. */
@ApplicationScoped
class AbortTask {
    private final PluginRegistry plugins;
    private final ActionEventPublisher publisher;
    private final StatusStore statuses;
    private final ExecutionStates states;
    private final ReleaseAction release;
    private final SavedLogs savedLogs;

    AbortTask(
            PluginRegistry plugins,
            ActionEventPublisher publisher,
            StatusStore statuses,
            ExecutionStates states,
            ReleaseAction release,
            SavedLogs savedLogs) {
        this.plugins = plugins;
        this.publisher = publisher;
        this.statuses = statuses;
        this.states = states;
        this.release = release;
        this.savedLogs = savedLogs;
    }

    /**
     * Stops the pod, records that it has run, and publishes the abort. True once the broker has every event and the logs
     * of an action that had ended are stored: then the object may go. The log of an aborted one is stored to the end of
     * its pod, which the object does not wait for. What a plugin must end elsewhere it does wait for.
     */
    boolean execute(TaskAction action) {
        TaskExecution execution = statuses.execution(action, TaskTemplate.getDefaultInstance());
        TaskPlugin plugin = plugins.ofEnded(action.getSpec().taskType);
        Optional<LogContext> logs = plugin.logs(execution);
        boolean aborted = !statuses.isTerminal(action);
        if (aborted) {
            savedLogs.begin(execution, logs);
        }
        plugin.stop(execution);
        release.execute(execution);
        boolean published = publisher.conclude(recorded(execution, plugin), aborted, logs);
        return published && (aborted || savedLogs.isSettled(execution, logs)) && plugin.isStopped(execution);
    }

    /** The finalizer is removed: nothing of the action is remembered any more. */
    void forget(TaskAction action) {
        TaskExecution execution = statuses.execution(action, TaskTemplate.getDefaultInstance());
        savedLogs.forget(execution);
        publisher.forget(execution.uid());
        statuses.forget(action);
        states.forget(execution);
        if (!statuses.isTerminal(action)) {
            new ActionLog(execution).actionEnded(ActionPhase.ACTION_PHASE_ABORTED, null);
        }
    }

    /** The action, whose status says that the pod has run if it was seen to: its logs are found by that. */
    private TaskAction recorded(TaskExecution execution, TaskPlugin plugin) {
        Findings findings = new Findings(Optional.empty(), Details.NONE, plugin.primaryPod(execution));
        return states.of(execution)
                .recordRunning()
                .flatMap(change -> statuses.write(execution, change, findings))
                .orElse(execution.action());
    }
}
