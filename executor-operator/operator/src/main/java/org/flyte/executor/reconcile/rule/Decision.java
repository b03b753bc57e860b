package org.flyte.executor.reconcile.rule;

import java.time.Instant;
import java.util.List;
import org.flyte.executor.plugin.Failure;
import org.flyte.idl.common.ActionPhase;

/**
 * What to do next.
 *
 * @param effect what to do to the object of the current try, before anything is written down
 * @param steps phases to append, in order; empty when the status stays as it is
 * @param attempt current attempt from now on
 * @param lost lost objects of that attempt
 * @param systemFailures over the whole life
 * @param notBefore earliest time of the next start, or null
 * @param failure why the action failed for good, or null
 * @param lookAgainAt when to look again even if nothing happens, or null
 */
public record Decision(
        Effect effect,
        List<Step> steps,
        int attempt,
        int lost,
        int systemFailures,
        Instant notBefore,
        Failure failure,
        Instant lookAgainAt) {
    /** What happens to the object. */
    public enum Effect {
        NONE,
        START,
        STOP
    }

    /**
     * A phase to append.
     *
     * @param failure of a failed attempt, or null
     * @param ofObject whether the current object is in this phase
     */
    public record Step(
            ActionPhase phase, int attempt, int version, String message, Failure failure, boolean ofObject) {}

    public boolean changesStatus() {
        return !steps.isEmpty();
    }

    static Decision unchanged(ActionState state, Effect effect, Instant lookAgainAt) {
        return new Decision(
                effect,
                List.of(),
                state.attempt(),
                state.lost(),
                state.systemFailures(),
                state.notBefore(),
                null,
                lookAgainAt);
    }

    static Decision step(ActionState state, Effect effect, Step step, Instant notBefore, Instant lookAgainAt) {
        return new Decision(
                effect,
                List.of(step),
                state.attempt(),
                state.lost(),
                state.systemFailures(),
                notBefore,
                step.failure(),
                lookAgainAt);
    }
}
