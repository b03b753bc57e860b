package org.flyte.executor.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import org.flyte.crd.TaskAction;
import org.flyte.executor.event.ActionEventPublisher;
import org.flyte.executor.kubernetesevent.KubernetesEvents;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.reconcile.status.StatusStore;
import org.flyte.executor.registry.PluginRegistry;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.LogContext;
import org.flyte.idl.core.TaskTemplate;

/** Ends an action that cannot be carried out: FAILED, with its error and its event. A pod of it is stopped, its log stored. */
@ApplicationScoped
class RefuseAction {
    private final PluginRegistry plugins;
    private final StatusStore statuses;
    private final ActionEventPublisher publisher;
    private final ReleaseAction release;
    private final StopTry stop;
    private final KubernetesEvents kubernetesEvents;

    RefuseAction(
            PluginRegistry plugins,
            StatusStore statuses,
            ActionEventPublisher publisher,
            ReleaseAction release,
            StopTry stop,
            KubernetesEvents kubernetesEvents) {
        this.plugins = plugins;
        this.statuses = statuses;
        this.publisher = publisher;
        this.release = release;
        this.stop = stop;
        this.kubernetesEvents = kubernetesEvents;
    }

    /** How long until the action must be reconciled again; empty when only an event can change anything. */
    Optional<Duration> execute(TaskAction action, Failure failure) {
        if (statuses.isTerminal(action)) {
            publisher.offer(action, Optional.empty());
            return Optional.empty();
        }
        TaskExecution execution = statuses.execution(action, TaskTemplate.getDefaultInstance());
        ResolvedExecution task = new ResolvedExecution(execution, plugins.ofEnded(action.getSpec().taskType));
        Optional<LogContext> logs = task.logs();
        Optional<TaskAction> written = statuses.refuse(execution, failure);
        if (written.isEmpty()) {
            return Optional.of(RecordDecision.AFTER_CONFLICT);
        }
        release.execute(execution);
        new ActionLog(execution).actionEnded(ActionPhase.ACTION_PHASE_FAILED, failure);
        kubernetesEvents.failed(written.get(), execution.attempt(), failure);
        publisher.offer(written.get(), logs);
        stop.execute(task);
        return Optional.empty();
    }
}
