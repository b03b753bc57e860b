package org.flyte.executor.reconcile.status;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flyte.crd.ErrorState;
import org.flyte.crd.PhaseEntry;
import org.flyte.crd.TaskActionStatus;
import org.flyte.executor.cache.CacheFinding;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.reconcile.rule.Decision;
import org.flyte.executor.reconcile.rule.Decision.Change;
import org.flyte.executor.reconcile.rule.Decision.Finish;
import org.flyte.executor.reconcile.rule.Step;
import org.flyte.executor.reconcile.rule.Tries;
import org.flyte.platform.model.ActionPhases;

/**
 * Makes the status that follows from a decision.
 *
 * @param before never changed
 * @param execution the try that was decided on
 */
record StatusChange(TaskActionStatus before, TaskExecution execution, Instant now) {
    private static final int MAX_ENTRY_MESSAGE = 2_000;
    private static final int MAX_ERROR_MESSAGE = 8_000;
    private static final int MAX_HISTORY = 200;

    TaskActionStatus after(Change change) {
        return after(change, Optional.empty());
    }

    /** What is known of the cache concerns the attempt that was decided on, not one that follows. */
    TaskActionStatus after(Change change, Optional<CacheFinding> finding) {
        int cacheStatus = finding.map(found -> found.status().getNumber()).orElse(before.cacheStatus);
        TaskActionStatus status = record(change, cacheStatus);
        boolean same = change.tries().attempt() == execution.attempt();
        status.cacheStatus = same ? cacheStatus : 0;
        status.cacheSource = same ? finding.map(CacheFinding::source).orElse(before.cacheSource) : null;
        Tries tries = change.tries();
        status.attempts = tries.attempt();
        status.podTries = tries.lost();
        status.systemFailures = tries.systemFailures();
        status.notBefore = change.notBefore();
        status.outputUri = execution.files(tries.attempt()).folder();
        return status;
    }

    /** For an action whose spec cannot be carried out at all: it may even lack what the output folder is made of. */
    TaskActionStatus refused(Failure failure) {
        Finish refusal =
                Decision.refuse(new Tries(execution.attempt(), execution.lost(), before.systemFailures), failure);
        TaskActionStatus status = record(refusal, before.cacheStatus);
        status.attempts = execution.attempt();
        return status;
    }

    /** Phases, error and conditions. */
    private TaskActionStatus record(Change change, int cacheStatus) {
        TaskActionStatus status = copy(before);
        for (Step step : change.steps()) {
            PhaseEntry entry = entry(step, change, began(step, status.phaseHistory));
            entry.cacheStatus = step.attempt() == execution.attempt() ? cacheStatus : 0;
            append(status, entry);
        }
        Step last = change.steps().getLast();
        status.phase = ActionPhases.shortName(last.phase());
        status.errorState = change.failure() == null ? null : error(change.failure());
        status.conditions = new StatusConditions(
                        before.conditions, execution.action().getMetadata().getGeneration(), now)
                .after(last);
        return status;
    }

    /** When the phase began; times of a history never go back. */
    private Instant began(Step step, List<PhaseEntry> history) {
        Instant at = (step.since() == null ? now : step.since()).truncatedTo(ChronoUnit.MICROS);
        Instant earliest = history.isEmpty() ? null : history.getLast().occurredAt;
        return earliest != null && earliest.isAfter(at) ? earliest : at;
    }

    private PhaseEntry entry(Step step, Change change, Instant began) {
        PhaseEntry entry = new PhaseEntry();
        entry.phase = ActionPhases.shortName(step.phase());
        entry.attempt = step.attempt();
        entry.version = step.version();
        entry.occurredAt = began;
        boolean inErrorState = step.failure() != null && step.failure() == change.failure();
        entry.message = inErrorState || step.message().isEmpty()
                ? null
                : ShortText.of(step.message(), MAX_ENTRY_MESSAGE).text();
        if (step.failure() != null && !inErrorState) {
            entry.code = step.failure().code();
            entry.kind = kind(step.failure());
        }
        entry.podName = step.ofObject() ? execution.objectName() : null;
        return entry;
    }

    /** Keeps the first entry when the history is full. */
    private static void append(TaskActionStatus status, PhaseEntry entry) {
        if (status.phaseHistory.size() >= MAX_HISTORY) {
            status.phaseHistory.remove(1);
        }
        status.phaseHistory.add(entry);
    }

    private static ErrorState error(Failure failure) {
        return new ErrorState(
                failure.code(),
                kind(failure),
                ShortText.of(failure.message(), MAX_ERROR_MESSAGE).text());
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
        status.cacheSource = old.cacheSource;
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
