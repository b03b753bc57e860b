package org.flyte.executor.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import org.flyte.crd.TaskAction;
import org.flyte.executor.event.ActionEventPublisher;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.reconcile.status.StatusStore;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.TaskTemplate;

/** Ends an action whose spec cannot be carried out: FAILED, with its error and its event. */
@ApplicationScoped
class RefuseSpec {
    private final StatusStore statuses;
    private final ActionEventPublisher publisher;

    RefuseSpec(StatusStore statuses, ActionEventPublisher publisher) {
        this.statuses = statuses;
        this.publisher = publisher;
    }

    /** How long until the action must be reconciled again; empty when only an event can change anything. */
    Optional<Duration> execute(TaskAction action, InvalidSpecException refusal) {
        if (statuses.isTerminal(action)) {
            publisher.offer(action, Optional.empty());
            return Optional.empty();
        }
        TaskExecution execution = statuses.execution(action, TaskTemplate.getDefaultInstance());
        Optional<TaskAction> written = statuses.refuse(execution, refusal.failure());
        if (written.isEmpty()) {
            return Optional.of(RecordDecision.AFTER_CONFLICT);
        }
        new ActionLog(execution).actionEnded(ActionPhase.ACTION_PHASE_FAILED, refusal.failure());
        publisher.offer(written.get(), Optional.empty());
        return Optional.empty();
    }
}
