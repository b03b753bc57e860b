package org.flyte.runs.query.rule;

import static org.flyte.runs.query.rule.Times.timestamp;

import java.util.ArrayList;
import java.util.List;
import org.flyte.idl.core.ExecutionError;
import org.flyte.idl.workflow.AbortInfo;
import org.flyte.idl.workflow.ActionAttempt;
import org.flyte.idl.workflow.ActionDetails;
import org.flyte.idl.workflow.ActionType;
import org.flyte.idl.workflow.ErrorInfo;
import org.flyte.idl.workflow.SignalInfo;
import org.flyte.runs.query.ActionState;

/**
 * Brings the row of an action and its folded events together: they arrive on two roads, and either may be ahead.
 *
 * <p>A terminal row closes its attempt, so that nobody sees an ended action with a running attempt.
 */
public final class RowOverEvents {
    private RowOverEvents() {}

    /** Whether the events of the attempt that the row speaks of have arrived in full. */
    public static boolean isComplete(ActionState state, List<ActionAttempt> folded) {
        return !folded.isEmpty()
                && folded.getLast().getAttempt() >= state.row().attempts()
                && Phases.isTerminal(folded.getLast().getPhase());
    }

    /** The attempts with the row's own attempt closed when the row is terminal. */
    public static List<ActionAttempt> attempts(ActionState state, List<ActionAttempt> folded) {
        if (folded.isEmpty() || state.row().type() != ActionType.ACTION_TYPE_TASK) {
            return folded;
        }
        ActionAttempt last = folded.getLast();
        if (last.getAttempt() != state.row().attempts()
                || Phases.isTerminal(last.getPhase())
                || !Phases.isTerminal(state.row().phase())) {
            return folded;
        }
        ActionAttempt.Builder closed = last.toBuilder().setPhase(state.row().phase());
        if (state.row().endedAt() != null) {
            closed.setEndTime(timestamp(state.row().endedAt()));
        }
        if (state.error() != null) {
            closed.setErrorInfo(errorInfo(state.error()));
        }
        if (Phases.hasOutputs(state.row().phase()) && outputsFile(state) != null) {
            closed.getOutputsBuilder().setOutputUri(outputsFile(state));
        }
        List<ActionAttempt> attempts = new ArrayList<>(folded.subList(0, folded.size() - 1));
        attempts.add(closed.build());
        return attempts;
    }

    /** Sets error_info, abort_info or signal_info, whichever the phase calls for. */
    public static void addResult(ActionDetails.Builder details, ActionState state, List<ActionAttempt> attempts) {
        switch (state.row().phase()) {
            case ACTION_PHASE_FAILED, ACTION_PHASE_TIMED_OUT -> {
                ErrorInfo error = error(state, attempts);
                if (error != null) {
                    details.setErrorInfo(error);
                }
            }
            case ACTION_PHASE_ABORTED -> {
                AbortInfo.Builder abort =
                        AbortInfo.newBuilder().setReason(state.abortReason() == null ? "" : state.abortReason());
                if (state.abortedBy() != null) {
                    abort.setAbortedBy(state.abortedBy());
                }
                details.setAbortInfo(abort);
            }
            default -> {
                if (state.signalValue() != null) {
                    SignalInfo.Builder signal = SignalInfo.newBuilder().setOutput(state.signalValue());
                    if (state.signalledBy() != null) {
                        signal.setSignalledBy(state.signalledBy());
                    }
                    details.setSignalInfo(signal);
                }
            }
        }
    }

    /**
     * The file with the outputs, or null when nobody can know it.
     *
     * <p>The status may tell of a success before the event with the address is there; but every attempt of a task
     * writes to {@code <run base>/<action>/<attempt>}.
     */
    public static String outputsFile(ActionState state) {
        boolean task = state.row().type() == ActionType.ACTION_TYPE_TASK;
        String uri = state.outputUri() == null ? "" : state.outputUri();
        if (uri.isEmpty() && task && !state.runOutputBase().isEmpty()) {
            uri = directory(state.runOutputBase()) + "/" + state.row().name() + "/"
                    + state.row().attempts();
        }
        if (uri.isEmpty()) {
            return null;
        }
        return task ? directory(uri) + "/outputs.pb" : uri;
    }

    private static String directory(String uri) {
        int end = uri.length();
        while (end > 0 && uri.charAt(end - 1) == '/') {
            end--;
        }
        return uri.substring(0, end);
    }

    /** Of the row's own attempt, else what the row recorded, else the newest that any attempt reported. */
    private static ErrorInfo error(ActionState state, List<ActionAttempt> attempts) {
        ErrorInfo recorded = state.error() == null ? null : errorInfo(state.error());
        ErrorInfo newest = null;
        for (ActionAttempt attempt : attempts.reversed()) {
            if (attempt.hasErrorInfo()) {
                if (attempt.getAttempt() == state.row().attempts()) {
                    return withCode(attempt.getErrorInfo(), recorded);
                }
                newest = newest == null ? attempt.getErrorInfo() : newest;
            }
        }
        return recorded != null ? recorded : newest;
    }

    private static ErrorInfo withCode(ErrorInfo reported, ErrorInfo recorded) {
        return reported.getCode().isEmpty() && recorded != null
                ? reported.toBuilder().setCode(recorded.getCode()).build()
                : reported;
    }

    private static ErrorInfo errorInfo(ExecutionError error) {
        ErrorInfo.Builder info = ErrorInfo.newBuilder()
                .setMessage(error.getMessage())
                .setCode(ErrorCode.own(error.getCode()))
                .setKind(
                        switch (error.getKind()) {
                            case USER -> ErrorInfo.Kind.KIND_USER;
                            case SYSTEM -> ErrorInfo.Kind.KIND_SYSTEM;
                            case UNKNOWN, UNRECOGNIZED -> ErrorInfo.Kind.KIND_UNSPECIFIED;
                        });
        if (error.hasGpuFault()) {
            info.setGpuFault(error.getGpuFault());
        }
        return info.build();
    }
}
