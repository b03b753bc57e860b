package org.flyte.runs.query.rule;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import java.util.List;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.CacheMetadata;
import org.flyte.idl.core.LogContext;
import org.flyte.idl.core.TaskLog;
import org.flyte.idl.task.OutputReferences;
import org.flyte.idl.workflow.ActionAttempt;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.idl.workflow.ClusterEvent;
import org.flyte.idl.workflow.ErrorInfo;
import org.flyte.idl.workflow.PhaseTransition;
import org.junit.jupiter.api.Test;

class AttemptFoldTest {
    private static final ActionPhase QUEUED = ActionPhase.ACTION_PHASE_QUEUED;
    private static final ActionPhase RUNNING = ActionPhase.ACTION_PHASE_RUNNING;
    private static final ActionPhase SUCCEEDED = ActionPhase.ACTION_PHASE_SUCCEEDED;
    private static final ActionPhase FAILED = ActionPhase.ACTION_PHASE_FAILED;
    private static final ActionPhase ABORTED = ActionPhase.ACTION_PHASE_ABORTED;

    @Test
    void takesTheNewestEventWithoutATerminalOne() {
        ActionAttempt attempt =
                only(event(1, RUNNING, 20).build(), event(1, QUEUED, 10).build());

        assertThat(attempt.getPhase()).isEqualTo(RUNNING);
        assertThat(attempt.getStartTime().getSeconds()).isEqualTo(10);
        assertThat(attempt.hasEndTime()).isFalse();
    }

    @Test
    void takesTheEarliestTerminalEvent() {
        ActionAttempt attempt = only(
                event(1, QUEUED, 10).build(),
                event(1, SUCCEEDED, 20)
                        .setOutputs(OutputReferences.newBuilder().setOutputUri("s3://good"))
                        .setCacheMetadata(CacheMetadata.getDefaultInstance())
                        .build(),
                event(1, ABORTED, 30)
                        .setErrorInfo(ErrorInfo.newBuilder().setMessage("late"))
                        .build());

        assertThat(attempt.getPhase()).isEqualTo(SUCCEEDED);
        assertThat(attempt.getEndTime().getSeconds()).isEqualTo(20);
        assertThat(attempt.getOutputs().getOutputUri()).isEqualTo("s3://good");
        assertThat(attempt.hasCacheMetadata()).isTrue();
        assertThat(attempt.hasErrorInfo()).isFalse();
    }

    @Test
    void showsTheErrorCodeOfTheTask() {
        ActionAttempt attempt = only(event(1, FAILED, 10)
                .setErrorInfo(ErrorInfo.newBuilder().setCode("RetriesExhausted|ValueError"))
                .build());

        assertThat(attempt.getErrorInfo().getCode()).isEqualTo("ValueError");
    }

    @Test
    void keepsLogsAfterAnAbortWithoutLogs() {
        ActionAttempt attempt = only(
                event(1, RUNNING, 10)
                        .setLogContext(LogContext.newBuilder().setPrimaryPodName("old"))
                        .build(),
                event(1, RUNNING, 20)
                        .setVersion(1)
                        .setLogContext(LogContext.newBuilder().setPrimaryPodName("pod"))
                        .build(),
                event(1, ABORTED, 30).build());

        assertThat(attempt.getLogsAvailable()).isTrue();
        assertThat(attempt.getLogContext().getPrimaryPodName()).isEqualTo("pod");
    }

    @Test
    void mergesLogLinksByNameAndKeepsTheNewest() {
        ActionAttempt attempt = only(
                event(1, RUNNING, 10)
                        .addLogInfo(log("b", "1"))
                        .addLogInfo(log("a", "1"))
                        .build(),
                event(1, RUNNING, 20).addLogInfo(log("b", "2")).build());

        assertThat(attempt.getLogInfoList()).containsExactly(log("a", "1"), log("b", "2"));
    }

    @Test
    void keepsTheNewestReportNextToTheDecidingOutputs() {
        ActionAttempt attempt = only(
                event(1, RUNNING, 10)
                        .setOutputs(OutputReferences.newBuilder().setReportUri("s3://report"))
                        .build(),
                event(1, SUCCEEDED, 20)
                        .setOutputs(OutputReferences.newBuilder().setOutputUri("s3://out"))
                        .build());

        assertThat(attempt.getOutputs().getReportUri()).isEqualTo("s3://report");
        assertThat(attempt.getOutputs().getOutputUri()).isEqualTo("s3://out");
    }

    @Test
    void entersEachPhaseOnceAndEndsItWhereTheNextBegins() {
        ActionAttempt attempt = only(
                event(1, QUEUED, 10).build(),
                event(1, RUNNING, 20).build(),
                event(1, QUEUED, 25).setVersion(1).build(),
                event(1, FAILED, 30).build(),
                event(1, SUCCEEDED, 40).build());

        assertThat(attempt.getPhaseTransitionsList())
                .containsExactly(transition(QUEUED, 10, 20), transition(RUNNING, 20, 30), transition(FAILED, 30, 30));
    }

    @Test
    void ordersByReportTimeOnlyWhenAllEventsHaveOne() {
        ActionEvent first = event(1, QUEUED, 50).setReportedTime(at(1)).build();
        ActionEvent second = event(1, RUNNING, 10).setReportedTime(at(2)).build();

        assertThat(only(second, first).getPhase()).isEqualTo(RUNNING);
        assertThat(only(second.toBuilder().clearReportedTime().build(), first).getPhase())
                .isEqualTo(QUEUED);
    }

    @Test
    void fillsGapsBetweenAttempts() {
        List<ActionAttempt> attempts =
                AttemptFold.fold(List.of(event(3, RUNNING, 10).build()));

        assertThat(attempts).extracting(ActionAttempt::getAttempt).containsExactly(1, 2, 3);
        assertThat(attempts).extracting(ActionAttempt::getPhase).containsExactly(FAILED, FAILED, RUNNING);
    }

    @Test
    void fillsNoGapThatWouldExhaustMemory() {
        List<ActionAttempt> attempts =
                AttemptFold.fold(List.of(event(2_000_000_000, RUNNING, 10).build()));

        assertThat(attempts).hasSizeLessThanOrEqualTo(1_000);
        assertThat(attempts.getLast().getAttempt()).isEqualTo(2_000_000_000);
    }

    @Test
    void neverEndsAnAttemptBeforeItsStart() {
        ActionAttempt attempt = only(
                event(1, QUEUED, 30).setReportedTime(at(1)).build(),
                event(1, FAILED, 10).setReportedTime(at(2)).build());

        assertThat(attempt.getEndTime().getSeconds()).isEqualTo(30);
    }

    @Test
    void concatenatesClusterEventsInOrder() {
        ActionAttempt attempt = only(
                event(1, RUNNING, 20)
                        .addClusterEvents(ClusterEvent.newBuilder().setMessage("b"))
                        .build(),
                event(1, QUEUED, 10)
                        .addClusterEvents(ClusterEvent.newBuilder().setMessage("a"))
                        .build());

        assertThat(attempt.getClusterEventsList())
                .extracting(ClusterEvent::getMessage)
                .containsExactly("a", "b");
    }

    private static ActionAttempt only(ActionEvent... events) {
        List<ActionAttempt> attempts = AttemptFold.fold(List.of(events));
        assertThat(attempts).hasSize(1);
        return attempts.getFirst();
    }

    private static ActionEvent.Builder event(int attempt, ActionPhase phase, long second) {
        return ActionEvent.newBuilder().setAttempt(attempt).setPhase(phase).setUpdatedTime(at(second));
    }

    private static TaskLog log(String name, String uri) {
        return TaskLog.newBuilder().setName(name).setUri(uri).build();
    }

    private static PhaseTransition transition(ActionPhase phase, long start, long end) {
        return PhaseTransition.newBuilder()
                .setPhase(phase)
                .setStartTime(at(start))
                .setEndTime(at(end))
                .build();
    }

    private static Timestamp at(long second) {
        return Timestamp.newBuilder().setSeconds(second).build();
    }
}
