package org.flyte.runs.query.rule;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import java.util.ArrayList;
import java.util.List;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.ExecutionError;
import org.flyte.idl.workflow.AbortInfo;
import org.flyte.idl.workflow.ActionAttempt;
import org.flyte.idl.workflow.ActionDetails;
import org.flyte.idl.workflow.ErrorInfo;
import org.flyte.idl.workflow.PhaseTransition;
import org.flyte.idl.workflow.SignalInfo;
import org.flyte.platform.model.ActionPhases;
import org.flyte.platform.model.ProtoTime;
import org.flyte.runs.query.row.ActionDetailsRow;
import org.flyte.runs.query.row.ActionRow;

/**
 * Merges the row of an action with the attempts folded from its events: status and events arrive separately, and either
 * may be ahead.
 *
 * <p>A terminal row closes its attempt, so that no client sees an ended action with a running attempt.
 */
public record AttemptMerge(ActionDetailsRow action, List<ActionAttempt> folded) {
    /** Whether the events of the row's own attempt have arrived in full. */
    public boolean isComplete() {
        return !folded.isEmpty()
                && folded.getLast().getAttempt() >= row().attempts()
                && ActionPhases.isTerminal(folded.getLast().getPhase());
    }

    /** Whether a task failed and neither its row nor an event of its last attempt says why. */
    public boolean isErrorMissing() {
        return row().isTask()
                && ActionPhases.isRetryable(row().phase())
                && action.error() == null
                && folded.stream()
                        .noneMatch(attempt -> attempt.getAttempt() == row().attempts() && attempt.hasErrorInfo());
    }

    /**
     * The attempts, with the row's own attempt closed when the row is terminal. The first one begins when the action was
     * created: that it is queued is reported only when it stays so.
     */
    public List<ActionAttempt> attempts() {
        if (folded.isEmpty() || !row().isTask()) {
            return folded;
        }
        List<ActionAttempt> attempts = new ArrayList<>(folded);
        ActionAttempt last = folded.getLast();
        if (last.getAttempt() == row().attempts() && !ActionPhases.isTerminal(last.getPhase()) && row().hasEnded()) {
            attempts.set(attempts.size() - 1, closed(last));
        }
        attempts.set(0, queuedSinceCreation(attempts.getFirst()));
        return attempts;
    }

    private ActionAttempt queuedSinceCreation(ActionAttempt attempt) {
        if (attempt.getAttempt() != 1 || attempt.getPhaseTransitionsCount() == 0) {
            return attempt;
        }
        PhaseTransition first = attempt.getPhaseTransitions(0);
        Timestamp created = ProtoTime.of(row().timing().createdAt());
        if (Timestamps.compare(created, first.getStartTime()) >= 0) {
            return attempt;
        }
        PhaseTransition queued = PhaseTransition.newBuilder()
                .setPhase(ActionPhase.ACTION_PHASE_QUEUED)
                .setStartTime(created)
                .setEndTime(first.getStartTime())
                .build();
        return first.getPhase() == ActionPhase.ACTION_PHASE_QUEUED
                ? attempt.toBuilder()
                        .setPhaseTransitions(0, first.toBuilder().setStartTime(created))
                        .build()
                : attempt.toBuilder().addPhaseTransitions(0, queued).build();
    }

    /** Sets error_info, abort_info or signal_info, whichever the phase calls for. */
    public void addResult(ActionDetails.Builder details) {
        switch (row().phase()) {
            case ACTION_PHASE_FAILED, ACTION_PHASE_TIMED_OUT -> {
                ErrorInfo error = error();
                if (error != null) {
                    details.setErrorInfo(error);
                }
            }
            case ACTION_PHASE_ABORTED -> details.setAbortInfo(abort(action.abort()));
            default -> {
                if (action.signal().value() != null) {
                    details.setSignalInfo(signal(action.signal()));
                }
            }
        }
    }

    private ActionRow row() {
        return action.row();
    }

    private ActionAttempt closed(ActionAttempt open) {
        ActionAttempt.Builder closed = open.toBuilder().setPhase(row().phase());
        if (row().timing().endedAt() != null) {
            closed.setEndTime(ProtoTime.of(row().timing().endedAt()));
        }
        if (action.error() != null) {
            closed.setErrorInfo(errorInfo(action.error()));
        }
        String outputs = action.outputsFile();
        if (ActionPhases.hasOutputs(row().phase()) && outputs != null) {
            closed.getOutputsBuilder().setOutputUri(outputs);
        }
        return closed.build();
    }

    /** That of the row's own attempt, else that of the row, else the newest that any attempt reported. */
    private ErrorInfo error() {
        ErrorInfo recorded = action.error() == null ? null : errorInfo(action.error());
        ErrorInfo newest = null;
        for (ActionAttempt attempt : attempts().reversed()) {
            if (attempt.hasErrorInfo()) {
                if (attempt.getAttempt() == row().attempts()) {
                    return withCode(attempt.getErrorInfo(), recorded);
                }
                newest = newest == null ? attempt.getErrorInfo() : newest;
            }
        }
        return recorded != null ? recorded : newest;
    }

    private static AbortInfo abort(ActionDetailsRow.Abort abort) {
        AbortInfo.Builder info = AbortInfo.newBuilder().setReason(abort.reason() == null ? "" : abort.reason());
        if (abort.by() != null) {
            info.setAbortedBy(abort.by());
        }
        return info.build();
    }

    private static SignalInfo signal(ActionDetailsRow.Signal signal) {
        SignalInfo.Builder info = SignalInfo.newBuilder().setOutput(signal.value());
        if (signal.by() != null) {
            info.setSignalledBy(signal.by());
        }
        return info.build();
    }

    private static ErrorInfo withCode(ErrorInfo reported, ErrorInfo recorded) {
        return reported.getCode().isEmpty() && recorded != null
                ? reported.toBuilder().setCode(recorded.getCode()).build()
                : reported;
    }

    private static ErrorInfo errorInfo(ExecutionError error) {
        ErrorInfo.Builder info = ErrorInfo.newBuilder()
                .setMessage(error.getMessage())
                .setCode(AttemptFold.taskErrorCode(error.getCode()))
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
