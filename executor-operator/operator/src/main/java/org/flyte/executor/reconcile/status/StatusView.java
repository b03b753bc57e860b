package org.flyte.executor.reconcile.status;

import java.time.Instant;
import java.util.Optional;
import org.flyte.crd.PhaseEntry;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionStatus;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.reconcile.rule.ExecutionState;
import org.flyte.executor.reconcile.rule.ExecutionState.Recorded;
import org.flyte.executor.reconcile.rule.ExecutionState.Times;
import org.flyte.executor.reconcile.rule.Tries;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.model.ActionPhases;

/** Reads the status of a TaskAction. */
record StatusView(TaskAction action) {
    private static final TaskActionStatus EMPTY = new TaskActionStatus();

    ExecutionState state() {
        TaskActionStatus status = status();
        Tries tries = new Tries(attempt(), status.podTries, status.systemFailures);
        return new ExecutionState(recorded(), tries, isStarted(), status.notBefore, times());
    }

    /** Empty when there is none yet; never to be changed. */
    TaskActionStatus status() {
        return action.getStatus() == null ? EMPTY : action.getStatus();
    }

    /** The current try. */
    TaskExecution execution(TaskTemplate template) {
        return new TaskExecution(action, template, attempt(), status().podTries);
    }

    int attempt() {
        return Math.max(1, status().attempts);
    }

    boolean isTerminal() {
        return ActionPhases.isTerminal(phase());
    }

    /** When the recorded phase began; when the action was created if none is recorded. */
    Instant endedAt() {
        return last().map(entry -> entry.occurredAt).orElseGet(this::createdAt);
    }

    private ActionPhase phase() {
        return ActionPhases.parse(status().phase);
    }

    private Recorded recorded() {
        return last().map(entry -> new Recorded(phase(), entry.version, entry.message == null ? "" : entry.message))
                .orElseGet(() -> new Recorded(phase(), 0, ""));
    }

    /** Whether the last entry is of the current try's object. */
    private boolean isStarted() {
        String object = TaskExecution.objectName(action, attempt(), status().podTries);
        return last().filter(entry -> entry.attempt == attempt() && object.equals(objectOf(entry)))
                .isPresent();
    }

    /** The try that was in the phase; null when none was. */
    private static String objectOf(PhaseEntry entry) {
        return entry.objectName == null ? entry.podName : entry.objectName;
    }

    private Times times() {
        Instant queuedAt = attempt() == 1
                ? createdAt()
                : first(ActionPhase.ACTION_PHASE_QUEUED).orElseGet(this::createdAt);
        return new Times(
                createdAt(), queuedAt, first(ActionPhase.ACTION_PHASE_RUNNING).orElse(null), objectRunningAt());
    }

    private Instant objectRunningAt() {
        String object = TaskExecution.objectName(action, attempt(), status().podTries);
        return status().phaseHistory.stream()
                .filter(entry -> object.equals(objectOf(entry))
                        && ActionPhases.parse(entry.phase) == ActionPhase.ACTION_PHASE_RUNNING)
                .map(entry -> entry.occurredAt)
                .findFirst()
                .orElse(null);
    }

    private Instant createdAt() {
        return Instant.parse(action.getMetadata().getCreationTimestamp());
    }

    private Optional<PhaseEntry> last() {
        return status().phaseHistory.isEmpty()
                ? Optional.empty()
                : Optional.of(status().phaseHistory.getLast());
    }

    /** When the current attempt first was in that phase. */
    private Optional<Instant> first(ActionPhase phase) {
        return status().phaseHistory.stream()
                .filter(entry -> entry.attempt == attempt() && ActionPhases.parse(entry.phase) == phase)
                .map(entry -> entry.occurredAt)
                .findFirst();
    }
}
