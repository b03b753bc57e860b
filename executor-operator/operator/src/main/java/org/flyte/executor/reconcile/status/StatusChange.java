package org.flyte.executor.reconcile.status;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.flyte.crd.ErrorState;
import org.flyte.crd.PhaseEntry;
import org.flyte.crd.PhaseLink;
import org.flyte.crd.TaskActionStatus;
import org.flyte.executor.cache.CacheFinding;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.reconcile.rule.Decision;
import org.flyte.executor.reconcile.rule.Decision.Change;
import org.flyte.executor.reconcile.rule.Decision.Finish;
import org.flyte.executor.reconcile.rule.Findings;
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

    /** Bounds how often a phase is recorded again for new links. */
    private static final int MAX_VERSIONS = 20;

    TaskActionStatus after(Change change) {
        return after(change, Findings.ofPod(execution));
    }

    /** What was found concerns the try that was decided on, not one that follows. */
    TaskActionStatus after(Change change, Findings findings) {
        Optional<CacheFinding> finding = findings.cache();
        int cacheStatus = finding.map(found -> found.status().getNumber()).orElse(before.cacheStatus);
        TaskActionStatus status = record(change, cacheStatus, findings);
        keepState(status, findings);
        boolean same = change.tries().attempt() == execution.attempt();
        status.cacheStatus = same ? cacheStatus : 0;
        status.cacheSource = same ? finding.map(CacheFinding::source).orElse(before.cacheSource) : null;
        Tries tries = change.tries();
        status.attempts = tries.attempt();
        status.podTries = tries.lost();
        status.systemFailures = tries.systemFailures();
        status.notBefore = change.notBefore();
        status.outputUri = new TaskExecution(execution.action(), execution.template(), tries.attempt(), tries.lost())
                .files()
                .folder();
        return status;
    }

    /** For an action whose spec cannot be carried out at all: it may even lack what the output folder is made of. */
    TaskActionStatus refused(Failure failure) {
        Finish refusal =
                Decision.refuse(new Tries(execution.attempt(), execution.lost(), before.systemFailures), failure);
        TaskActionStatus status = record(refusal, before.cacheStatus, Findings.ofPod(execution));
        status.attempts = execution.attempt();
        return status;
    }

    /** What a plugin has reported without a change of the phase; empty when all of it is recorded. */
    Optional<TaskActionStatus> found(Findings findings) {
        TaskActionStatus status = copy(before);
        keepState(status, findings);
        boolean news = !Objects.equals(status.pluginState, before.pluginState)
                || !Objects.equals(status.pluginStateTry, before.pluginStateTry);
        PhaseEntry last = before.phaseHistory.isEmpty() ? null : before.phaseHistory.getLast();
        List<PhaseLink> links = links(findings);
        if (last != null && isOfTry(last) && last.version < MAX_VERSIONS && hasNewLink(last.links, links)) {
            append(status, withLinks(last, links));
            news = true;
        }
        return news ? Optional.of(status) : Optional.empty();
    }

    private boolean isOfTry(PhaseEntry entry) {
        return execution.objectName().equals(entry.objectName == null ? entry.podName : entry.objectName);
    }

    private static boolean hasNewLink(List<PhaseLink> known, List<PhaseLink> links) {
        return links.stream()
                .anyMatch(link ->
                        known.stream().noneMatch(old -> old.name.equals(link.name) && old.uri.equals(link.uri)));
    }

    /** The same phase again, so that an event has the links. */
    private PhaseEntry withLinks(PhaseEntry last, List<PhaseLink> links) {
        PhaseEntry entry = new PhaseEntry();
        entry.phase = last.phase;
        entry.attempt = last.attempt;
        entry.podTry = last.podTry;
        entry.version = last.version + 1;
        entry.occurredAt = began(null, before.phaseHistory);
        entry.message = last.message;
        entry.podName = last.podName;
        entry.objectName = last.objectName;
        entry.cacheStatus = last.cacheStatus;
        entry.links = links;
        return entry;
    }

    private void keepState(TaskActionStatus status, Findings findings) {
        findings.details().state().ifPresent(state -> {
            status.pluginState = state;
            status.pluginStateTry = execution.objectName();
        });
    }

    private static List<PhaseLink> links(Findings findings) {
        return findings.details().links().stream()
                .map(link -> new PhaseLink(link.name(), link.uri(), link.kind().name()))
                .toList();
    }

    /** Phases, error and conditions. */
    private TaskActionStatus record(Change change, int cacheStatus, Findings findings) {
        TaskActionStatus status = copy(before);
        for (Step step : change.steps()) {
            PhaseEntry entry = entry(step, change, began(step.since(), status.phaseHistory));
            if (step.ofObject()) {
                entry.podName = findings.pod().orElse(null);
                entry.objectName = execution.objectName().equals(entry.podName) ? null : execution.objectName();
                entry.links = links(findings);
            }
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
    private Instant began(Instant since, List<PhaseEntry> history) {
        Instant at = (since == null ? now : since).truncatedTo(ChronoUnit.MICROS);
        Instant earliest = history.isEmpty() ? null : history.getLast().occurredAt;
        return earliest != null && earliest.isAfter(at) ? earliest : at;
    }

    private PhaseEntry entry(Step step, Change change, Instant began) {
        PhaseEntry entry = new PhaseEntry();
        entry.phase = ActionPhases.shortName(step.phase());
        entry.attempt = step.attempt();
        entry.podTry = step.attempt() == execution.attempt()
                ? execution.lost()
                : change.tries().lost();
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
        status.pluginStateTry = old.pluginStateTry;
        return status;
    }
}
