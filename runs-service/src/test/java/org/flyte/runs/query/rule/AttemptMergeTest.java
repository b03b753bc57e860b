package org.flyte.runs.query.rule;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import java.util.List;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.idl.common.User;
import org.flyte.idl.core.ExecutionError;
import org.flyte.idl.workflow.ActionAttempt;
import org.flyte.idl.workflow.ActionDetails;
import org.flyte.idl.workflow.ErrorInfo;
import org.flyte.idl.workflow.PhaseTransition;
import org.flyte.runs.query.row.ActionDetailsRow;
import org.flyte.runs.query.row.ActionRowSamples;
import org.junit.jupiter.api.Test;

class AttemptMergeTest {
    private static final ExecutionError RECORDED = ExecutionError.newBuilder()
            .setCode("OOMKilled")
            .setMessage("recorded")
            .setKind(ExecutionError.ErrorKind.USER)
            .build();

    @Test
    void takesTheErrorOfTheRowsOwnAttempt() {
        ErrorInfo error = result(ActionPhase.ACTION_PHASE_FAILED, 2, null, failed(1, "first"), failed(2, "second"))
                .getErrorInfo();

        assertThat(error.getMessage()).isEqualTo("second");
    }

    @Test
    void takesTheRecordedErrorWhenThatAttemptHasNone() {
        ErrorInfo error = result(ActionPhase.ACTION_PHASE_FAILED, 2, RECORDED, failed(1, "first"))
                .getErrorInfo();

        assertThat(error.getMessage()).isEqualTo("recorded");
        assertThat(error.getCode()).isEqualTo("OOMKilled");
        assertThat(error.getKind()).isEqualTo(ErrorInfo.Kind.KIND_USER);
    }

    @Test
    void takesTheErrorOfTheNewestFailedAttemptWhenNoneIsRecorded() {
        assertThat(result(ActionPhase.ACTION_PHASE_FAILED, 3, null, failed(1, "first"), failed(2, "second"))
                        .getErrorInfo()
                        .getMessage())
                .isEqualTo("second");
    }

    @Test
    void completesAReportedErrorWithTheRecordedCode() {
        assertThat(result(ActionPhase.ACTION_PHASE_FAILED, 1, RECORDED, failed(1, "reported"))
                        .getErrorInfo())
                .isEqualTo(ErrorInfo.newBuilder()
                        .setMessage("reported")
                        .setCode("OOMKilled")
                        .build());
    }

    @Test
    void keepsTheMessageOfATimeout() {
        assertThat(result(ActionPhase.ACTION_PHASE_TIMED_OUT, 1, RECORDED)
                        .getErrorInfo()
                        .getMessage())
                .isEqualTo("recorded");
    }

    @Test
    void showsReasonAndAuthorOfAnAbort() {
        ActionDetails details = result(ActionPhase.ACTION_PHASE_ABORTED, 1, null);

        assertThat(details.getAbortInfo().getReason()).isEqualTo("budget");
        assertThat(details.getAbortInfo().getAbortedBy()).isEqualTo(somebody());
    }

    @Test
    void closesTheAttemptOfATerminalRow() {
        ActionAttempt running = ActionAttempt.newBuilder()
                .setAttempt(1)
                .setPhase(ActionPhase.ACTION_PHASE_RUNNING)
                .build();
        AttemptMerge merge = new AttemptMerge(row(ActionPhase.ACTION_PHASE_SUCCEEDED, 1, null), List.of(running));

        assertThat(merge.isComplete()).isFalse();
        ActionAttempt closed = merge.attempts().getFirst();
        assertThat(closed.getPhase()).isEqualTo(ActionPhase.ACTION_PHASE_SUCCEEDED);
        assertThat(closed.getOutputs().getOutputUri()).isEqualTo("s3://b/run/a0/1/outputs.pb");
    }

    @Test
    void beginsTheFirstAttemptWithTheCreationOfTheAction() {
        PhaseTransition running = transition(ActionPhase.ACTION_PHASE_RUNNING, 5, 9);

        assertThat(transitions(1, running)).containsExactly(transition(ActionPhase.ACTION_PHASE_QUEUED, 0, 5), running);
        assertThat(transitions(2, running)).containsExactly(running);
        assertThat(transitions(1, transition(ActionPhase.ACTION_PHASE_QUEUED, 2, 5)))
                .containsExactly(transition(ActionPhase.ACTION_PHASE_QUEUED, 0, 5));
        assertThat(transitions(1, transition(ActionPhase.ACTION_PHASE_RUNNING, 0, 5)))
                .as("reported by a clock that is behind")
                .containsExactly(transition(ActionPhase.ACTION_PHASE_RUNNING, 0, 5));
    }

    private static List<PhaseTransition> transitions(int attempt, PhaseTransition first) {
        ActionAttempt reported = ActionAttempt.newBuilder()
                .setAttempt(attempt)
                .setPhase(first.getPhase())
                .addPhaseTransitions(first)
                .build();
        return new AttemptMerge(row(ActionPhase.ACTION_PHASE_RUNNING, attempt, null), List.of(reported))
                .attempts()
                .getFirst()
                .getPhaseTransitionsList();
    }

    private static PhaseTransition transition(ActionPhase phase, long from, long to) {
        return PhaseTransition.newBuilder()
                .setPhase(phase)
                .setStartTime(Timestamp.newBuilder().setSeconds(from))
                .setEndTime(Timestamp.newBuilder().setSeconds(to))
                .build();
    }

    @Test
    void derivesOutputsBeforeTheEventThatNamesThem() {
        assertThat(row(ActionPhase.ACTION_PHASE_SUCCEEDED, 2, null, null).outputsFile())
                .isEqualTo("s3://b/run/a0/2/outputs.pb");
    }

    private static ActionDetails result(
            ActionPhase phase, int attempts, ExecutionError error, ActionAttempt... folded) {
        ActionDetails.Builder details = ActionDetails.newBuilder();
        new AttemptMerge(row(phase, attempts, error), List.of(folded)).addResult(details);
        return details.build();
    }

    private static ActionDetailsRow row(ActionPhase phase, int attempts, ExecutionError error) {
        return row(phase, attempts, error, "s3://b/run/a0/1/");
    }

    private static ActionDetailsRow row(ActionPhase phase, int attempts, ExecutionError error, String outputUri) {
        return new ActionDetailsRow(
                ActionRowSamples.row("a0", null, phase, 1, attempts, 0),
                null,
                new ActionDetailsRow.Data("", outputUri, "s3://b/run/"),
                error,
                new ActionDetailsRow.Signal(null, null),
                new ActionDetailsRow.Abort("budget", somebody()));
    }

    private static EnrichedIdentity somebody() {
        return EnrichedIdentity.newBuilder().setUser(User.getDefaultInstance()).build();
    }

    private static ActionAttempt failed(int number, String message) {
        return ActionAttempt.newBuilder()
                .setAttempt(number)
                .setPhase(ActionPhase.ACTION_PHASE_FAILED)
                .setErrorInfo(ErrorInfo.newBuilder().setMessage(message))
                .build();
    }
}
