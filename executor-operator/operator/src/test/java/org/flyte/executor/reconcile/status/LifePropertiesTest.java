package org.flyte.executor.reconcile.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.flyte.crd.PhaseEntry;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionStatus;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.reconcile.rule.Decision;
import org.flyte.executor.reconcile.rule.Decision.Change;
import org.flyte.executor.reconcile.rule.Decisions;
import org.flyte.executor.reconcile.rule.ExecutionState;
import org.flyte.executor.reconcile.rule.ExecutionState.Running;
import org.flyte.executor.reconcile.rule.Observation;
import org.flyte.executor.reconcile.rule.RetryPolicy;
import org.flyte.executor.reconcile.rule.TimeLimits;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.model.ActionPhases;
import org.flyte.platform.model.Backoff;
import org.flyte.platform.propertytest.Draw;
import org.flyte.platform.propertytest.PropertyCheck;
import org.junit.jupiter.api.Test;

/**
 * Whatever happens to the pods of an action: every attempt ends at most once and its phases never go back. Each decision
 * is recorded in a status and the next one is made on what that status says.
 */
class LifePropertiesTest {
    private static final Instant T0 = Statuses.CREATED;
    private static final RetryPolicy POLICY =
            new RetryPolicy(3, 3, Backoff.NONE, Backoff.doubling(Duration.ofSeconds(1), Duration.ofSeconds(9)));

    @Test
    void phasesOfAnAttemptNeverGoBackAndEachAttemptEndsOnce() throws Exception {
        PropertyCheck.forAll(draw -> assertPhasesNeverGoBack(live(life(draw)).getStatus().phaseHistory));
    }

    @Test
    void phasesNeverGoBackWhenRunningIsRecordedWithTheEnd() throws Exception {
        PropertyCheck.forAll(draw -> {
            List<Observation> life = life(draw);
            List<PhaseEntry> history = live(life, Duration.ofDays(1)).getStatus().phaseHistory;

            assertPhasesNeverGoBack(history);
            assertThat(history).extracting(entry -> entry.occurredAt).isSorted();
            assertThat(history)
                    .extracting(entry -> entry.attempt + "/" + entry.phase + "/" + entry.version)
                    .doesNotHaveDuplicates();
        });
    }

    @Test
    void theSamePhasesAreRecordedWhenTheyAreRecordedLater() throws Exception {
        PropertyCheck.forAll(draw -> {
            List<Observation> life = life(draw);
            life.add(new Observation.Failed(Failure.permanent("P", "m")));

            assertThat(phases(live(life, Duration.ofDays(1)))).isEqualTo(phases(live(life, Duration.ZERO)));
        });
    }

    private static List<String> phases(TaskAction action) {
        return action.getStatus().phaseHistory.stream()
                .map(entry -> entry.attempt + "/" + entry.phase + "/" + entry.version)
                .toList();
    }

    private static void assertPhasesNeverGoBack(List<PhaseEntry> history) {
        for (int i = 1; i < history.size(); i++) {
            PhaseEntry before = history.get(i - 1);
            PhaseEntry after = history.get(i);
            assertThat(after.attempt).isGreaterThanOrEqualTo(before.attempt);
            if (after.attempt == before.attempt) {
                assertThat(ActionPhases.rank(phase(after))).isGreaterThanOrEqualTo(ActionPhases.rank(phase(before)));
                assertThat(ActionPhases.isTerminal(phase(before))).isFalse();
            }
        }
    }

    @Test
    void noTwoEventsOfAnActionAreTheSame() throws Exception {
        PropertyCheck.forAll(draw -> assertThat(live(life(draw)).getStatus().phaseHistory)
                .extracting(entry -> entry.attempt + "/" + entry.phase + "/" + entry.version)
                .doesNotHaveDuplicates());
    }

    @Test
    void theStatusShowsTheLastPhaseOfTheHistory() throws Exception {
        PropertyCheck.forAll(draw -> {
            TaskActionStatus status = live(life(draw)).getStatus();
            if (!status.phaseHistory.isEmpty()) {
                PhaseEntry last = status.phaseHistory.getLast();
                assertThat(status.phase).isEqualTo(last.phase);
                assertThat(status.attempts).isEqualTo(last.attempt);
                assertThat(status.errorState != null).isEqualTo(ActionPhases.isRetryable(phase(last)));
            }
        });
    }

    @Test
    void everyLifeThatKeepsFailingEnds() throws Exception {
        PropertyCheck.forAll(draw -> {
            List<Observation> failures = draw.list(8, 20, LifePropertiesTest::failed);
            List<PhaseEntry> history = live(failures).getStatus().phaseHistory;

            assertThat(history.size() < failures.size() || ActionPhases.isTerminal(phase(history.getLast())))
                    .isTrue();
        });
    }

    private static List<Observation> life(Draw draw) {
        return draw.list(
                0,
                40,
                one -> one.<Observation>oneOf(
                        LifePropertiesTest::active,
                        LifePropertiesTest::failed,
                        d -> new Observation.Absent(),
                        LifePropertiesTest::rest));
    }

    private static Observation active(Draw draw) {
        ActionPhase phase = draw.of(
                ActionPhase.ACTION_PHASE_QUEUED,
                ActionPhase.ACTION_PHASE_WAITING_FOR_RESOURCES,
                ActionPhase.ACTION_PHASE_INITIALIZING,
                ActionPhase.ACTION_PHASE_RUNNING);
        return new Observation.Active(phase, "because", T0, null);
    }

    private static Observation failed(Draw draw) {
        return new Observation.Failed(
                draw.of(Failure.user("E", "m"), Failure.system("S", "m"), Failure.permanent("P", "m")));
    }

    private static Observation rest(Draw draw) {
        return draw.of(
                new Observation.Succeeded(),
                new Observation.Terminating(T0),
                new Observation.NotYet("full", T0),
                new Observation.NameTaken("an older pod", T0));
    }

    private static TaskAction live(List<Observation> life) {
        return live(life, Duration.ofMillis(500));
    }

    private static TaskAction live(List<Observation> life, Duration runningSettle) {
        Decisions decisions = new Decisions(Duration.ofSeconds(2), runningSettle);
        Running running = null;
        TaskAction action = Statuses.action();
        Instant now = T0.plusSeconds(60);
        for (Observation observation : life) {
            now = now.plusSeconds(120);
            StatusView view = new StatusView(action);
            if (isRunning(observation) && !view.state().hasRecordedRunning() && running == null) {
                running = new Running(now.minusSeconds(1), now);
            }
            ExecutionState state = view.state().with(running);
            Decision decision = decisions.decide(state, POLICY, TimeLimits.NONE, observation, now);
            if (decision instanceof Change change) {
                running = null;
                action = Statuses.action(
                        new StatusChange(view.status(), view.execution(TaskTemplate.getDefaultInstance()), now)
                                .after(change));
            }
        }
        return action.getStatus() == null ? Statuses.action(new StatusView(action).status()) : action;
    }

    private static boolean isRunning(Observation observation) {
        return observation instanceof Observation.Active active && active.phase() == ActionPhase.ACTION_PHASE_RUNNING;
    }

    private static ActionPhase phase(PhaseEntry entry) {
        return ActionPhases.parse(entry.phase);
    }
}
