package org.flyte.executor.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.flyte.crd.TaskAction;
import org.flyte.executor.Actions;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.reconcile.rule.ExecutionState;
import org.flyte.executor.reconcile.rule.ExecutionState.Recorded;
import org.flyte.executor.reconcile.rule.ExecutionState.Running;
import org.flyte.executor.reconcile.rule.ExecutionState.Times;
import org.flyte.executor.reconcile.rule.Observation;
import org.flyte.executor.reconcile.rule.Tries;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.TaskTemplate;
import org.junit.jupiter.api.Test;

class UnrecordedRunningTest {
    private static final Instant T0 = Instant.parse("2026-11-24T10:00:00Z");
    private static final Instant NOW = T0.plusSeconds(10);
    private static final ExecutionState QUEUED = ExecutionState.created(T0);
    private static final Observation RUNNING =
            new Observation.Active(ActionPhase.ACTION_PHASE_RUNNING, "", T0.plusSeconds(9), null);
    private static final Running SEEN = new Running(T0.plusSeconds(9), NOW);

    private final UnrecordedRunning running = new UnrecordedRunning(Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void remembersWhenAnObjectWasFirstSeenToRun() {
        assertThat(running.complete(execution(0), QUEUED)).isEqualTo(QUEUED);
        assertThat(running.seen(execution(0), QUEUED, RUNNING).unrecorded()).isEqualTo(SEEN);

        ExecutionState known = running.complete(execution(0), QUEUED);

        assertThat(known.unrecorded()).isEqualTo(SEEN);
        assertThat(known.wasSeen()).isTrue();
        assertThat(running.seen(execution(0), known, new Observation.Absent())).isEqualTo(known);
    }

    @Test
    void remembersNothingOfAnObjectThatDoesNotRun() {
        Observation pending = new Observation.Active(ActionPhase.ACTION_PHASE_INITIALIZING, "", T0, null);

        assertThat(running.seen(execution(0), QUEUED, pending)).isEqualTo(QUEUED);
        assertThat(running.complete(execution(0), QUEUED)).isEqualTo(QUEUED);
    }

    @Test
    void forgetsWhatIsRecorded() {
        running.seen(execution(0), QUEUED, RUNNING);
        ExecutionState recorded = new ExecutionState(
                new Recorded(ActionPhase.ACTION_PHASE_RUNNING, 0, ""),
                Tries.FIRST,
                true,
                null,
                new Times(T0, T0, SEEN.since()));

        assertThat(running.complete(execution(0), recorded)).isEqualTo(recorded);
        assertThat(running.seen(execution(0), recorded, RUNNING)).isEqualTo(recorded);
        assertThat(running.complete(execution(0), QUEUED)).isEqualTo(QUEUED);
    }

    @Test
    void doesNotTakeALostPodForTheCurrentOne() {
        running.seen(execution(0), QUEUED, RUNNING);

        assertThat(running.complete(execution(1), QUEUED)).isEqualTo(QUEUED);
    }

    @Test
    void forgetsAnActionThatIsGone() {
        running.seen(execution(0), QUEUED, RUNNING);
        running.forget("uid");

        assertThat(running.complete(execution(0), QUEUED)).isEqualTo(QUEUED);
    }

    private static TaskExecution execution(int lost) {
        TaskAction action = Actions.action("flyte", "/store", Actions.template().build(), spec -> spec.runName = "r1");
        action.getMetadata().setUid("uid");
        return new TaskExecution(action, TaskTemplate.getDefaultInstance(), 1, lost);
    }
}
