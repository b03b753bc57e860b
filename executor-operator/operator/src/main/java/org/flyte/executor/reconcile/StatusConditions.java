package org.flyte.executor.reconcile;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.flyte.executor.reconcile.rule.Phases;
import org.flyte.idl.common.ActionPhase;

/** Progressing, Succeeded and Failed, for {@code kubectl wait} (executor spec §3.3). */
final class StatusConditions {
    private static final int MAX_MESSAGE = 300;

    private StatusConditions() {}

    static List<Condition> of(ActionPhase phase, String message, List<Condition> old, ObjectMeta meta, Instant now) {
        List<Condition> conditions = new ArrayList<>();
        boolean over = Phases.isTerminal(phase);
        conditions.add(condition("Progressing", !over, reason(phase), over ? "" : message, old, meta, now));
        if (over) {
            boolean well = phase == ActionPhase.ACTION_PHASE_SUCCEEDED;
            conditions.add(condition(well ? "Succeeded" : "Failed", true, reason(phase), message, old, meta, now));
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

    private static Condition condition(
            String type, boolean is, String reason, String message, List<Condition> old, ObjectMeta meta, Instant now) {
        String status = is ? "True" : "False";
        Condition condition = new Condition();
        condition.setType(type);
        condition.setStatus(status);
        condition.setReason(reason);
        condition.setMessage(message.isEmpty() ? null : StatusChange.shorten(message, MAX_MESSAGE));
        condition.setObservedGeneration(meta.getGeneration());
        condition.setLastTransitionTime(old.stream()
                .filter(before ->
                        before.getType().equals(type) && before.getStatus().equals(status))
                .map(Condition::getLastTransitionTime)
                .findFirst()
                .orElse(now.truncatedTo(ChronoUnit.SECONDS).toString()));
        return condition;
    }
}
