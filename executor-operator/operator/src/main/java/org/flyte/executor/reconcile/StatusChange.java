package org.flyte.executor.reconcile;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.flyte.crd.ErrorState;
import org.flyte.crd.PhaseEntry;
import org.flyte.crd.TaskActionStatus;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.reconcile.rule.Decision;
import org.flyte.executor.reconcile.rule.Decision.Step;
import org.flyte.executor.reconcile.rule.Phases;
import org.flyte.idl.common.ActionPhase;

/** The status that follows from a decision (executor spec §2.2, §3.3). */
final class StatusChange {
    /** A line of history; the final error has a place of its own. */
    private static final int MAX_LINE = 2_000;

    private static final int MAX_ERROR = 8_000;
    private static final int MAX_HISTORY = 200;

    private StatusChange() {}

    static TaskActionStatus after(TaskActionStatus old, TaskExecution execution, Decision decision, Instant now) {
        TaskActionStatus status = copy(old);
        for (Step step : decision.steps()) {
            append(status, entry(step, execution, decision, now));
        }
        Step last = decision.steps().getLast();
        status.phase = Phases.shortName(last.phase());
        status.attempts = decision.attempt();
        status.podTries = decision.lost();
        status.systemFailures = decision.systemFailures();
        status.notBefore = decision.notBefore();
        status.outputUri = TaskExecution.outputPrefix(execution.spec(), decision.attempt());
        status.errorState = decision.failure() == null ? null : error(decision.failure());
        status.conditions = StatusConditions.of(
                last.phase(), last.message(), old.conditions, execution.action().getMetadata(), now);
        return status;
    }

    /** For an action whose spec cannot be carried out at all. */
    static TaskActionStatus invalid(TaskActionStatus old, TaskExecution execution, Failure failure, Instant now) {
        Step step =
                new Step(ActionPhase.ACTION_PHASE_FAILED, execution.attempt(), 0, failure.message(), failure, false);
        Decision decision =
                new Decision(Decision.Effect.NONE, List.of(step), execution.attempt(), 0, 0, null, failure, null);
        TaskActionStatus status = copy(old);
        append(status, entry(step, execution, decision, now));
        status.phase = Phases.shortName(step.phase());
        status.attempts = execution.attempt();
        status.errorState = error(failure);
        status.conditions = StatusConditions.of(
                step.phase(),
                failure.message(),
                old.conditions,
                execution.action().getMetadata(),
                now);
        return status;
    }

    /** Head and tail of a text that is too long; the whole error is in error.pb. */
    static String shorten(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        int half = max / 2 - 10;
        return text.substring(0, half) + "\n[...]\n" + text.substring(text.length() - half);
    }

    private static PhaseEntry entry(Step step, TaskExecution execution, Decision decision, Instant now) {
        PhaseEntry entry = new PhaseEntry();
        entry.phase = Phases.shortName(step.phase());
        entry.attempt = step.attempt();
        entry.version = step.version();
        entry.occurredAt = now.truncatedTo(ChronoUnit.MICROS);
        boolean told = step.failure() != null && step.failure() == decision.failure();
        entry.message = told || step.message().isEmpty() ? null : shorten(step.message(), MAX_LINE);
        if (step.failure() != null && !told) {
            entry.code = step.failure().code();
            entry.kind = kind(step.failure());
        }
        entry.podName = step.ofObject() ? execution.objectName() : null;
        return entry;
    }

    private static void append(TaskActionStatus status, PhaseEntry entry) {
        if (status.phaseHistory.size() >= MAX_HISTORY) {
            status.phaseHistory.remove(1);
        }
        status.phaseHistory.add(entry);
    }

    private static ErrorState error(Failure failure) {
        return new ErrorState(failure.code(), kind(failure), shorten(failure.message(), MAX_ERROR));
    }

    private static String kind(Failure failure) {
        return failure.kind() == Failure.Kind.UNKNOWN ? null : failure.kind().name();
    }

    private static TaskActionStatus copy(TaskActionStatus old) {
        TaskActionStatus status = new TaskActionStatus();
        status.phase = old.phase;
        status.attempts = old.attempts;
        status.podTries = old.podTries;
        status.systemFailures = old.systemFailures;
        status.notBefore = old.notBefore;
        status.outputUri = old.outputUri;
        status.cacheStatus = old.cacheStatus;
        status.errorState = old.errorState;
        status.phaseHistory = new ArrayList<>(old.phaseHistory);
        status.conditions = old.conditions;
        status.signalValue = old.signalValue;
        status.signalledBy = old.signalledBy;
        status.signalledAt = old.signalledAt;
        status.pluginState = old.pluginState;
        return status;
    }
}
