package org.flyte.executor.reconcile.rule;

import java.time.Instant;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.reconcile.rule.Decision.Advance;
import org.flyte.executor.reconcile.rule.Decision.Finish;
import org.flyte.executor.reconcile.rule.Decision.Wait;
import org.flyte.idl.common.ActionPhase;

/**
 * Decides the life of a condition: paused until it is signalled or times out.
 *
 * @param signalledBy who signalled it, or null while nobody has; an observed signal wins over the deadline
 * @param deadline when it times out, or null for never
 */
public record SignalWait(String signalledBy, Instant deadline) {
    /** What to do next about a condition. */
    public Decision decide(ExecutionState state, Instant now) {
        if (state.isTerminal()) {
            return Wait.FOR_EVENT;
        }
        Tries tries = new Tries(1, 0, state.tries().systemFailures());
        if (signalledBy != null) {
            return new Finish(
                    Step.withoutObject(ActionPhase.ACTION_PHASE_SUCCEEDED, 1, "signalled by " + signalledBy), tries);
        }
        if (deadline != null && !deadline.isAfter(now)) {
            Failure failure = Failure.permanent("ConditionTimedOut", "no signal came until " + deadline);
            return new Finish(Step.failedWithoutObject(ActionPhase.ACTION_PHASE_TIMED_OUT, 1, failure), tries);
        }
        if (state.phase() == ActionPhase.ACTION_PHASE_PAUSED) {
            return new Wait(deadline);
        }
        Step paused = Step.withoutObject(ActionPhase.ACTION_PHASE_PAUSED, 1, "waiting for a signal");
        return new Advance(paused, state.tries(), deadline);
    }
}
