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
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.reconcile.rule.Decision;
import org.flyte.executor.reconcile.rule.ExecutionState;
import org.flyte.executor.reconcile.rule.SignalWait;
import org.flyte.executor.reconcile.status.StatusStore;
import org.flyte.executor.registry.PluginRegistry;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.idl.workflow.ConditionAction;

/** Brings a condition one step further. */
@ApplicationScoped
class ReconcileCondition {
    private final StatusStore statuses;
    private final RecordDecision record;
    private final Clock clock;

    ReconcileCondition(StatusStore statuses, RecordDecision record, Clock clock) {
        this.statuses = statuses;
        this.record = record;
        this.clock = clock;
    }

    /**
     * How long until the action must be reconciled again; empty when only an event can change anything.
     *
     * @throws InvalidSpecException when the condition cannot be read
     */
    Optional<Duration> execute(TaskAction action) {
        ExecutionState state = statuses.state(action);
        SignalWait wait = new SignalWait(
                signalledBy(action.getStatus()), deadline(action, state.times().createdAt()));
        Decision decision = wait.decide(state, clock.instant());
        TaskExecution execution = statuses.execution(action, TaskTemplate.getDefaultInstance());
        return record.execute(new ResolvedExecution(execution, PluginRegistry.NONE), decision, () -> {});
    }

    private static String signalledBy(TaskActionStatus status) {
        return status == null || status.signalValue == null ? null : String.valueOf(status.signalledBy);
    }

    private static Instant deadline(TaskAction action, Instant createdAt) {
        byte[] spec = action.getSpec().conditionSpec;
        if (spec == null || spec.length == 0) {
            throw new InvalidSpecException("InvalidSpec", "spec.conditionSpec is missing");
        }
        try {
            ConditionAction condition = ConditionAction.parseFrom(spec);
            long millis = Durations.toMillis(condition.getTimeout());
            return millis > 0 ? createdAt.plusMillis(millis) : null;
        } catch (InvalidProtocolBufferException e) {
            throw new InvalidSpecException("InvalidSpec", "spec.conditionSpec is not a workflow.ConditionAction");
        }
    }
}
