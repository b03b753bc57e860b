package org.flyte.actions.watch.rule;

import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.ContainerError;
import org.flyte.idl.core.ExecutionError;
import org.flyte.idl.core.ExecutionError.ErrorKind;

/** Rules for states on their way to a watcher. */
public final class ChildStates {
    private ChildStates() {}

    /**
     * A failure always tells its error: without one the SDK looks for a file by a path of its own (sdk-client spec §5.6,
     * §11.6).
     */
    public static ChildState explained(ChildState child) {
        return lacksError(child) ? withError(child, unexplained(child.update().getPhase())) : child;
    }

    /** Whether it is a failure that does not say why. */
    public static boolean lacksError(ChildState child) {
        return failed(child.update().getPhase()) && !child.update().hasError();
    }

    public static ChildState withError(ChildState child, ExecutionError error) {
        return new ChildState(child.update().toBuilder().setError(error).build(), child.attempt());
    }

    /** For a failure of which nothing is known. Recoverable: a traced step without a known error may run again. */
    public static ExecutionError unexplained(ActionPhase phase) {
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

    /**
     * Whether a recorded state may be told of an action that has a TaskAction: a failed attempt is no news for the parent
     * as long as another may follow, and the TaskAction knows that, and the error too.
     */
    public static boolean tellableBesideTaskAction(ActionPhase recorded) {
        return !failed(recorded);
    }

    private static boolean failed(ActionPhase phase) {
        return phase == ActionPhase.ACTION_PHASE_FAILED || phase == ActionPhase.ACTION_PHASE_TIMED_OUT;
    }
}
