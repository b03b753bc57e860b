package org.flyte.actions.child;

import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.ContainerError;
import org.flyte.idl.core.ExecutionError;
import org.flyte.idl.core.ExecutionError.ErrorKind;
import org.flyte.idl.workflow.ActionUpdate;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.ActionPhases;
import org.flyte.platform.model.PhaseTransition.Observed;

/**
 * The state of one child action as its parent's watchers receive it.
 *
 * @param attempt from 1, the attempt that the phase belongs to
 */
public record ChildState(ActionUpdate update, int attempt) {
    public ChildState {
        attempt = Math.max(1, attempt);
    }

    /** The state of an action that has one attempt only and ended in it. */
    public static ChildState ofFirstAttempt(ActionUpdate update) {
        return new ChildState(update, 1);
    }

    /** The state of an action in a phase, with no details. */
    public static ChildState of(ActionKey key, int attempt, ActionPhase phase) {
        return new ChildState(
                ActionUpdate.newBuilder()
                        .setActionId(key.toProto())
                        .setPhase(phase)
                        .build(),
                attempt);
    }

    /**
     * The error of a failure of which nothing is known. It is recoverable: a traced step without a known error may run
     * again.
     */
    public static ExecutionError unknownError(ActionPhase phase) {
        ExecutionError.Builder error = phase == ActionPhase.ACTION_PHASE_TIMED_OUT
                ? ExecutionError.newBuilder()
                        .setCode("TimedOut")
                        .setKind(ErrorKind.USER)
                        .setMessage("the action took longer than allowed")
                : ExecutionError.newBuilder()
                        .setCode("Unknown")
                        .setKind(ErrorKind.SYSTEM)
                        .setMessage("the action failed and left no error");
        return error.setRecoverability(ContainerError.Kind.RECOVERABLE).build();
    }

    /** Name of the child. */
    public String name() {
        return update.getActionId().getName();
    }

    /** Phase and attempt, for comparison with another state of the same child. */
    public Observed observed() {
        return new Observed(attempt, update.getPhase());
    }

    /** Whether the attempt failed or timed out. */
    public boolean isFailure() {
        return ActionPhases.isRetryable(update.getPhase());
    }

    /** Whether it is a failure without an error. */
    public boolean lacksError() {
        return isFailure() && !update.hasError();
    }

    /**
     * The same state, with an error in any case if it is a failure: without one the SDK would look for an error file at a
     * path of its own.
     */
    public ChildState withErrorIfFailed() {
        return lacksError() ? withError(unknownError(update.getPhase())) : this;
    }

    /** The same state with the given error. */
    public ChildState withError(ExecutionError error) {
        return new ChildState(update.toBuilder().setError(error).build(), attempt);
    }
}
