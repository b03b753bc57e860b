package org.flyte.executor.reconcile;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.Durations;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionStatus;
import org.flyte.executor.config.ExecutorClock;
import org.flyte.executor.event.ActionEventPublisher;
import org.flyte.executor.reconcile.rule.ActionState;
import org.flyte.executor.reconcile.rule.ConditionDecisions;
import org.flyte.executor.reconcile.rule.Decision;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.idl.workflow.ConditionAction;

/** Brings a condition one step further (executor spec §3.9). */
@ApplicationScoped
class ReconcileCondition {
    private final StatusWriter writer;
    private final ActionEventPublisher publisher;
    private final Clock clock;

    ReconcileCondition(StatusWriter writer, ActionEventPublisher publisher, @ExecutorClock Clock clock) {
        this.writer = writer;
        this.publisher = publisher;
        this.clock = clock;
    }

    /**
     * How long until it must be looked at again; empty when an event will tell.
     *
     * @throws InvalidSpecException when the condition cannot be read
     */
    Optional<Duration> reconcile(TaskAction action) {
        TaskActionStatus status = StatusView.status(action);
        ActionState state = StatusView.state(action);
        String by = status.signalValue == null ? null : String.valueOf(status.signalledBy);
        Decision decision = ConditionDecisions.decide(state, by, deadline(action, state), clock.instant());
        if (!decision.changesStatus()) {
            publisher.offer(action, Optional.empty());
            return Waits.until(decision.lookAgainAt(), clock);
        }
        TaskActionStatus next = StatusChange.after(
                status, Executions.current(action, TaskTemplate.getDefaultInstance()), decision, clock.instant());
        Optional<TaskAction> written = writer.write(action, next);
        written.ifPresent(now -> publisher.offer(now, Optional.empty()));
        return written.isPresent() ? Waits.until(decision.lookAgainAt(), clock) : Optional.of(Waits.AFTER_CONFLICT);
    }

    private static Instant deadline(TaskAction action, ActionState state) {
        byte[] spec = action.getSpec().conditionSpec;
        if (spec == null || spec.length == 0) {
            throw new InvalidSpecException("InvalidSpec", "spec.conditionSpec is missing");
        }
        try {
            ConditionAction condition = ConditionAction.parseFrom(spec);
            long millis = Durations.toMillis(condition.getTimeout());
            return millis > 0 ? state.createdAt().plusMillis(millis) : null;
        } catch (InvalidProtocolBufferException e) {
            throw new InvalidSpecException("InvalidSpec", "spec.conditionSpec is not a workflow.ConditionAction");
        }
    }
}
