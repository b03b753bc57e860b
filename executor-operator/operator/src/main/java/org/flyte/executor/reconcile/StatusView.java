package org.flyte.executor.reconcile;

import java.time.Instant;
import java.util.List;
import org.flyte.crd.PhaseEntry;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionStatus;
import org.flyte.executor.reconcile.rule.ActionState;
import org.flyte.executor.reconcile.rule.Phases;
import org.flyte.idl.common.ActionPhase;

/** Reads the status of a TaskAction as the state that decisions are made on. */
final class StatusView {
    private static final TaskActionStatus EMPTY = new TaskActionStatus();

    private StatusView() {}

    static ActionState state(TaskAction action) {
        TaskActionStatus status = status(action);
        int attempt = attempt(action);
        Instant created = Instant.parse(action.getMetadata().getCreationTimestamp());
        PhaseEntry last = last(status);
        boolean started = last != null
                && last.attempt == attempt
                && Executions.objectName(action, attempt, status.podTries).equals(last.podName);
        return new ActionState(
                Phases.parse(status.phase),
                attempt,
                last == null ? 0 : last.version,
                last == null || last.message == null ? "" : last.message,
                started,
                status.podTries,
                status.systemFailures,
                status.notBefore,
                created,
                first(status, attempt, ActionPhase.ACTION_PHASE_QUEUED, created),
                first(status, attempt, ActionPhase.ACTION_PHASE_RUNNING, null));
    }

    static TaskActionStatus status(TaskAction action) {
        return action.getStatus() == null ? EMPTY : action.getStatus();
    }

    static int attempt(TaskAction action) {
        return Math.max(1, status(action).attempts);
    }

    static boolean isTerminal(TaskAction action) {
        return Phases.isTerminal(Phases.parse(status(action).phase));
    }

    /** When the last phase began; before any, when the action was created. */
    static Instant endedAt(TaskAction action) {
        PhaseEntry last = last(status(action));
        return last == null || last.occurredAt == null
                ? Instant.parse(action.getMetadata().getCreationTimestamp())
                : last.occurredAt;
    }

    private static PhaseEntry last(TaskActionStatus status) {
        List<PhaseEntry> history = status.phaseHistory;
        return history.isEmpty() ? null : history.getLast();
    }

    private static Instant first(TaskActionStatus status, int attempt, ActionPhase phase, Instant otherwise) {
        if (attempt == 1 && phase == ActionPhase.ACTION_PHASE_QUEUED) {
            return otherwise;
        }
        return status.phaseHistory.stream()
                .filter(entry -> entry.attempt == attempt && Phases.parse(entry.phase) == phase)
                .map(entry -> entry.occurredAt)
                .findFirst()
                .orElse(otherwise);
    }
}
