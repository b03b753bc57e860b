package org.flyte.executor.reconcile.rule;

import java.time.Instant;
import org.flyte.executor.plugin.Failure;
import org.flyte.idl.common.ActionPhase;

/**
 * A phase to append to the history of an action.
 *
 * @param version distinguishes steps of the same phase of the same attempt
 * @param message for people; empty when there is nothing to say
 * @param failure of a failed attempt, or null
 * @param ofObject whether the current object is in this phase
 * @param since when the phase began, or null for the time of the decision
 */
public record Step(
        ActionPhase phase, int attempt, int version, String message, Failure failure, boolean ofObject, Instant since) {
    private Step(ActionPhase phase, int attempt, int version, String message, Failure failure, boolean ofObject) {
        this(phase, attempt, version, message, failure, ofObject, null);
    }

    /** The current object has come to a later phase. */
    static Step entered(ActionPhase phase, int attempt, String reason) {
        return new Step(phase, attempt, 0, reason, null, true);
    }

    /** The current object began to run some time ago; an earlier object of the same attempt may have run before it. */
    static Step running(ExecutionState state, Instant since) {
        ActionPhase running = ActionPhase.ACTION_PHASE_RUNNING;
        int version = state.phase() == running ? state.version() + 1 : 0;
        return new Step(running, state.attempt(), version, "", null, true, since);
    }

    /** The current object is in the recorded phase, for a new reason. */
    static Step changedReason(ExecutionState state, String reason) {
        return new Step(state.phase(), state.attempt(), state.version() + 1, reason, null, true);
    }

    /** The current object was lost; the attempt stays in its phase, because phases never go back. */
    static Step lostObject(ExecutionState state, ActionPhase phase, String message) {
        return new Step(phase, state.attempt(), state.version() + 1, message, null, false);
    }

    /** No object exists in this phase. */
    static Step withoutObject(ActionPhase phase, int attempt, String message) {
        return new Step(phase, attempt, 0, message, null, false);
    }

    static Step succeeded(int attempt) {
        return entered(ActionPhase.ACTION_PHASE_SUCCEEDED, attempt, "");
    }

    /** The attempt took its outputs from the cache and needed no object. */
    static Step cached(int attempt) {
        return withoutObject(ActionPhase.ACTION_PHASE_SUCCEEDED, attempt, "outputs found in the cache");
    }

    /** The attempt has failed or timed out, and its object with it. */
    static Step failed(int attempt, Failure failure) {
        return new Step(endPhase(failure), attempt, 0, failure.message(), failure, true);
    }

    /** The attempt has failed or timed out before it had an object. */
    static Step failedWithoutObject(ActionPhase phase, int attempt, Failure failure) {
        return new Step(phase, attempt, 0, failure.message(), failure, false);
    }

    private static ActionPhase endPhase(Failure failure) {
        return TimeLimits.isTimeout(failure) ? ActionPhase.ACTION_PHASE_TIMED_OUT : ActionPhase.ACTION_PHASE_FAILED;
    }
}
