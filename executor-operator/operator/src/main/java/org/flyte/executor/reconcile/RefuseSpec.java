package org.flyte.executor.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionStatus;
import org.flyte.executor.config.ExecutorClock;
import org.flyte.executor.event.ActionEventPublisher;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.idl.core.TaskTemplate;

/** Ends an action whose spec cannot be carried out: FAILED, with its error and its event (executor spec §3.1, step 5). */
@ApplicationScoped
class RefuseSpec {
    private final StatusWriter writer;
    private final ActionEventPublisher publisher;
    private final Clock clock;

    RefuseSpec(StatusWriter writer, ActionEventPublisher publisher, @ExecutorClock Clock clock) {
        this.writer = writer;
        this.publisher = publisher;
        this.clock = clock;
    }

    Optional<Duration> refuse(TaskAction action, InvalidSpecException e) {
        if (StatusView.isTerminal(action)) {
            publisher.offer(action, Optional.empty());
            return Optional.empty();
        }
        TaskExecution execution = Executions.current(action, TaskTemplate.getDefaultInstance());
        TaskActionStatus status =
                StatusChange.invalid(StatusView.status(action), execution, e.failure(), clock.instant());
        Optional<TaskAction> written = writer.write(action, status);
        written.ifPresent(now -> publisher.offer(now, Optional.empty()));
        return written.isPresent() ? Optional.empty() : Optional.of(Waits.AFTER_CONFLICT);
    }
}
