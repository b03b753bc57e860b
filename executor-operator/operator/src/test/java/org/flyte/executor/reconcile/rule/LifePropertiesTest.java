package org.flyte.executor.reconcile.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.flyte.executor.plugin.Failure;
import org.flyte.idl.common.ActionPhase;

/** Whatever happens to the pods of an action, its history keeps the promises I1 and I2. */
class LifePropertiesTest {
    private static final Instant T0 = Instant.parse("2026-11-24T10:00:00Z");
    private static final RetryPolicy POLICY = new RetryPolicy(
            3, 3, RetryPolicy.Backoff.NONE, new RetryPolicy.Backoff(Duration.ofSeconds(1), 2, Duration.ofSeconds(9)));

    @Property
    void phasesOfAnAttemptNeverGoBackAndEachAttemptEndsOnce(@ForAll("lives") List<Seen> life) {
        List<Decision.Step> history = live(life);

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

    @Property
    void noTwoEventsOfAnActionAreTheSame(@ForAll("lives") List<Seen> life) {
        assertThat(live(life))
                .extracting(step -> step.attempt() + "/" + step.phase() + "/" + step.version())
                .doesNotHaveDuplicates();
    }

    @Property
    void everyLifeThatKeepsFailingEnds(@ForAll("failures") List<Seen> failures) {
        List<Decision.Step> history = live(failures);

        assertThat(history.size() < failures.size()
                        || Phases.isTerminal(history.getLast().phase()))
                .isTrue();
    }

    @Provide
    Arbitrary<List<Seen>> lives() {
        return Arbitraries.oneOf(active(), failed(), Arbitraries.just(new Seen.Absent()), rest())
                .list()
                .ofMaxSize(40);
    }

    @Provide
    Arbitrary<List<Seen>> failures() {
        return failed().list().ofMinSize(8).ofMaxSize(20);
    }

    private static Arbitrary<Seen> active() {
        return Arbitraries.of(
                        ActionPhase.ACTION_PHASE_QUEUED,
                        ActionPhase.ACTION_PHASE_WAITING_FOR_RESOURCES,
                        ActionPhase.ACTION_PHASE_INITIALIZING,
                        ActionPhase.ACTION_PHASE_RUNNING)
                .map(phase -> new Seen.Active(phase, "because", T0, null));
    }

    private static Arbitrary<Seen> failed() {
        return Arbitraries.of(Failure.user("E", "m"), Failure.system("S", "m"), Failure.permanent("P", "m"))
                .map(Seen.Failed::new);
    }

    private static Arbitrary<Seen> rest() {
        return Arbitraries.of(new Seen.Succeeded(), new Seen.Leaving(T0), new Seen.NoRoom("full", T0));
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
