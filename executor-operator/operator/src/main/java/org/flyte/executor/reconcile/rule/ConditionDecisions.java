package org.flyte.executor.reconcile.rule;

import java.time.Instant;
import java.util.List;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.reconcile.rule.Decision.Effect;
import org.flyte.executor.reconcile.rule.Decision.Step;
import org.flyte.idl.common.ActionPhase;

/** The life of a condition: paused until it is signalled or its time is over (executor spec §3.9). */
public final class ConditionDecisions {
    private ConditionDecisions() {}

    /**
     * @param signalledBy who gave the value, or null while there is none; a signal that is seen wins over the deadline
     * @param deadline when it times out, or null for never
     */
    public static Decision decide(ActionState state, String signalledBy, Instant deadline, Instant now) {
        if (state.isTerminal()) {
            return Decision.unchanged(state, Effect.NONE, null);
        }
        if (signalledBy != null) {
            return end(state, ActionPhase.ACTION_PHASE_SUCCEEDED, "signalled by " + signalledBy, null);
        }
        if (deadline != null && !deadline.isAfter(now)) {
            Failure failure = Failure.permanent("ConditionTimedOut", "no signal came until " + deadline);
            return end(state, ActionPhase.ACTION_PHASE_TIMED_OUT, failure.message(), failure);
        }
        if (state.phase() == ActionPhase.ACTION_PHASE_PAUSED) {
            return Decision.unchanged(state, Effect.NONE, deadline);
        }
        Step paused = new Step(ActionPhase.ACTION_PHASE_PAUSED, 1, 0, "waiting for a signal", null, false);
        return Decision.step(state, Effect.NONE, paused, null, deadline);
    }

    private static Decision end(ActionState state, ActionPhase phase, String message, Failure failure) {
        Step step = new Step(phase, 1, 0, message, failure, false);
        return new Decision(Effect.NONE, List.of(step), 1, 0, state.systemFailures(), null, failure, null);
    }
}
