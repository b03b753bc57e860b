package org.flyte.executor.reconcile.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.flyte.executor.plugin.Failure;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.propertytest.Draw;
import org.flyte.platform.propertytest.PropertyCheck;
import org.junit.jupiter.api.Test;

/** Whatever happens to the pods of an action, its history keeps the promises I1 and I2. */
class LifePropertiesTest {
    private static final Instant T0 = Instant.parse("2026-11-24T10:00:00Z");
    private static final RetryPolicy POLICY = new RetryPolicy(
            3, 3, RetryPolicy.Backoff.NONE, new RetryPolicy.Backoff(Duration.ofSeconds(1), 2, Duration.ofSeconds(9)));

    @Test
    void phasesOfAnAttemptNeverGoBackAndEachAttemptEndsOnce() throws Exception {
        PropertyCheck.forAll(draw -> assertPhasesNeverGoBack(live(life(draw))));
    }

    private static void assertPhasesNeverGoBack(List<Decision.Step> history) {
        for (int i = 1; i < history.size(); i++) {
            Decision.Step before = history.get(i - 1);
            Decision.Step after = history.get(i);
            assertThat(after.attempt()).isGreaterThanOrEqualTo(before.attempt());
            if (after.attempt() == before.attempt()) {
                assertThat(Phases.rank(after.phase())).isGreaterThanOrEqualTo(Phases.rank(before.phase()));
                assertThat(Phases.isTerminal(before.phase())).isFalse();
            }
        }
    }

    @Test
    void noTwoEventsOfAnActionAreTheSame() throws Exception {
        PropertyCheck.forAll(draw -> assertThat(live(life(draw)))
                .extracting(step -> step.attempt() + "/" + step.phase() + "/" + step.version())
                .doesNotHaveDuplicates());
    }

    @Test
    void everyLifeThatKeepsFailingEnds() throws Exception {
        PropertyCheck.forAll(draw -> {
            List<Seen> failures = draw.list(8, 20, LifePropertiesTest::failed);
            List<Decision.Step> history = live(failures);

            assertThat(history.size() < failures.size()
                            || Phases.isTerminal(history.getLast().phase()))
                    .isTrue();
        });
    }

    private static List<Seen> life(Draw draw) {
        return draw.list(
                0,
                40,
                one -> one.<Seen>oneOf(
                        LifePropertiesTest::active,
                        LifePropertiesTest::failed,
                        d -> new Seen.Absent(),
                        LifePropertiesTest::rest));
    }

    private static Seen active(Draw draw) {
        ActionPhase phase = draw.of(
                ActionPhase.ACTION_PHASE_QUEUED,
                ActionPhase.ACTION_PHASE_WAITING_FOR_RESOURCES,
                ActionPhase.ACTION_PHASE_INITIALIZING,
                ActionPhase.ACTION_PHASE_RUNNING);
        return new Seen.Active(phase, "because", T0, null);
    }

    private static Seen failed(Draw draw) {
        return new Seen.Failed(draw.of(Failure.user("E", "m"), Failure.system("S", "m"), Failure.permanent("P", "m")));
    }

    private static Seen rest(Draw draw) {
        return draw.of(new Seen.Succeeded(), new Seen.Leaving(T0), new Seen.NoRoom("full", T0));
    }

    private static List<Decision.Step> live(List<Seen> life) {
        Decisions decisions = new Decisions(Duration.ofSeconds(2));
        List<Decision.Step> history = new ArrayList<>();
        ActionState state =
                new ActionState(ActionPhase.ACTION_PHASE_UNSPECIFIED, 1, 0, "", false, 0, 0, null, T0, T0, null);
        Instant now = T0.plusSeconds(60);
        for (Seen seen : life) {
            now = now.plusSeconds(120);
            Decision decision = decisions.decide(state, POLICY, TimeLimits.NONE, seen, now);
            history.addAll(decision.steps());
            state = after(state, decision);
        }
        return history;
    }

    private static ActionState after(ActionState state, Decision decision) {
        if (!decision.changesStatus()) {
            return state;
        }
        Decision.Step last = decision.steps().getLast();
        return new ActionState(
                last.phase(),
                decision.attempt(),
                last.version(),
                last.message(),
                last.ofObject(),
                decision.lost(),
                decision.systemFailures(),
                decision.notBefore(),
                T0,
                T0,
                null);
    }
}
