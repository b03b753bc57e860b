package org.flyte.executor.reconcile.status;

import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.flyte.executor.reconcile.rule.Step;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.model.ActionPhases;

/** Makes the conditions Progressing, Succeeded and Failed, for {@code kubectl wait}. */
record StatusConditions(List<Condition> before, Long generation, Instant now) {
    private static final int MAX_MESSAGE = 300;

    List<Condition> after(Step step) {
        ActionPhase phase = step.phase();
        boolean over = ActionPhases.isTerminal(phase);
        List<Condition> conditions = new ArrayList<>();
        conditions.add(condition("Progressing", !over, reason(phase), over ? "" : step.message()));
        if (over) {
            boolean succeeded = phase == ActionPhase.ACTION_PHASE_SUCCEEDED;
            conditions.add(condition(succeeded ? "Succeeded" : "Failed", true, reason(phase), step.message()));
        }
        return conditions;
    }

    private static String reason(ActionPhase phase) {
        return switch (phase) {
            case ACTION_PHASE_INITIALIZING -> "Initializing";
            case ACTION_PHASE_RUNNING -> "Executing";
            case ACTION_PHASE_SUCCEEDED, ACTION_PHASE_RECOVERED -> "Completed";
            case ACTION_PHASE_FAILED -> "PermanentFailure";
            case ACTION_PHASE_ABORTED -> "Aborted";
            case ACTION_PHASE_TIMED_OUT -> "TimedOut";
            case ACTION_PHASE_PAUSED -> "Paused";
            case ACTION_PHASE_QUEUED, ACTION_PHASE_WAITING_FOR_RESOURCES, ACTION_PHASE_UNSPECIFIED, UNRECOGNIZED ->
                "Queued";
        };
    }

    private Condition condition(String type, boolean holds, String reason, String message) {
        String status = holds ? "True" : "False";
        Condition condition = new Condition();
        condition.setType(type);
        condition.setStatus(status);
        condition.setReason(reason);
        condition.setMessage(
                message.isEmpty() ? null : ShortText.of(message, MAX_MESSAGE).text());
        condition.setObservedGeneration(generation);
        condition.setLastTransitionTime(before.stream()
                .filter(old -> old.getType().equals(type) && old.getStatus().equals(status))
                .map(Condition::getLastTransitionTime)
                .findFirst()
                .orElse(now.truncatedTo(ChronoUnit.SECONDS).toString()));
        return condition;
    }
}
