package org.flyte.executor.reconcile.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.flyte.crd.PhaseEntry;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionStatus;
import org.flyte.executor.reconcile.rule.ExecutionState;
import org.flyte.executor.reconcile.rule.ExecutionState.Recorded;
import org.flyte.executor.reconcile.rule.ExecutionState.Times;
import org.flyte.executor.reconcile.rule.Tries;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.TaskTemplate;
import org.junit.jupiter.api.Test;

class StatusViewTest {
    private static final Instant T0 = Statuses.CREATED;

    @Test
    void readsANewActionAsItsFirstAttempt() {
        StatusView view = new StatusView(Statuses.action());

        assertThat(view.state()).isEqualTo(ExecutionState.created(T0));
        assertThat(view.isTerminal()).isFalse();
        assertThat(view.endedAt()).isEqualTo(T0);
        assertThat(view.execution(TaskTemplate.getDefaultInstance()).objectName())
                .isEqualTo(name() + "-0");
    }

    @Test
    void readsTheLastPhaseAndTheTimesOfTheCurrentAttempt() {
        TaskActionStatus status = status("RUNNING", 2);
        status.systemFailures = 2;
        status.phaseHistory.add(entry("RUNNING", 1, 5, name() + "-0"));
        status.phaseHistory.add(entry("FAILED", 1, 10, name() + "-0"));
        status.phaseHistory.add(entry("QUEUED", 2, 10, null));
        status.phaseHistory.add(entry("RUNNING", 2, 20, name() + "-1"));
        PhaseEntry last = entry("RUNNING", 2, 30, name() + "-1");
        last.version = 1;
        last.message = "again";
        status.phaseHistory.add(last);

        assertThat(new StatusView(Statuses.action(status)).state())
                .isEqualTo(new ExecutionState(
                        new Recorded(ActionPhase.ACTION_PHASE_RUNNING, 1, "again"),
                        new Tries(2, 0, 2),
                        true,
                        null,
                        new Times(T0, T0.plusSeconds(10), T0.plusSeconds(20), T0.plusSeconds(20))));
    }

    @Test
    void doesNotTakeALostPodForTheCurrentOne() {
        TaskActionStatus status = status("RUNNING", 1);
        status.podTries = 1;
        status.notBefore = T0.plusSeconds(8);
        status.phaseHistory.add(entry("RUNNING", 1, 5, name() + "-0"));
        StatusView view = new StatusView(Statuses.action(status));

        assertThat(view.state().started()).isFalse();
        assertThat(view.state().notBefore()).isEqualTo(T0.plusSeconds(8));
        assertThat(view.execution(TaskTemplate.getDefaultInstance()).objectName())
                .isEqualTo(name() + "-0-1");
    }

    @Test
    void countsAPodOnlyOnceItIsRecorded() {
        TaskActionStatus status = status("WAITING_FOR_RESOURCES", 1);
        status.phaseHistory.add(entry("WAITING_FOR_RESOURCES", 1, 5, null));

        assertThat(new StatusView(Statuses.action(status)).state().started()).isFalse();
    }

    @Test
    void readsWhenATerminalActionEnded() {
        TaskActionStatus status = status("TIMED_OUT", 1);
        status.phaseHistory.add(entry("TIMED_OUT", 1, 9, null));
        StatusView view = new StatusView(Statuses.action(status));

        assertThat(view.isTerminal()).isTrue();
        assertThat(view.endedAt()).isEqualTo(T0.plusSeconds(9));
    }

    @Test
    void readsAPhaseOfANewerVersionAsUnspecified() {
        TaskAction action = Statuses.action(status("SUSPENDED", 1));

        assertThat(new StatusView(action).state().phase()).isEqualTo(ActionPhase.ACTION_PHASE_UNSPECIFIED);
        assertThat(new StatusView(action).isTerminal()).isFalse();
    }

    private static String name() {
        return Statuses.action().getMetadata().getName();
    }

    private static TaskActionStatus status(String phase, int attempt) {
        TaskActionStatus status = new TaskActionStatus();
        status.phase = phase;
        status.attempts = attempt;
        return status;
    }

    private static PhaseEntry entry(String phase, int attempt, int second, String pod) {
        PhaseEntry entry = new PhaseEntry();
        entry.phase = phase;
        entry.attempt = attempt;
        entry.occurredAt = T0.plusSeconds(second);
        entry.podName = pod;
        return entry;
    }
}
