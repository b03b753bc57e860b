package org.flyte.executor.reconcile.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.reconcile.rule.Decision.Effect;
import org.flyte.idl.common.ActionPhase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecisionsTest {
    private static final Instant T0 = Instant.parse("2026-11-24T10:00:00Z");
    private static final Instant NOW = T0.plusSeconds(10);
    private static final RetryPolicy.Backoff SECOND =
            new RetryPolicy.Backoff(Duration.ofSeconds(1), 2, Duration.ofSeconds(60));

    private final Decisions decisions = new Decisions(Duration.ofSeconds(2));

    @Test
    void nothingThereMeansStart() {
        Decision decision = decide(state("UNSPECIFIED", 1, false), new Seen.Absent());

        assertThat(decision.effect()).isEqualTo(Effect.START);
        assertThat(decision.changesStatus()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"SUCCEEDED", "FAILED", "ABORTED", "TIMED_OUT"})
    void nothingHappensAfterTheEnd(String phase) {
        Decision decision = decide(state(phase, 1, true), new Seen.Absent());

        assertThat(decision.effect()).isEqualTo(Effect.NONE);
        assertThat(decision.changesStatus()).isFalse();
        assertThat(decision.lookAgainAt()).isNull();
    }

    @ParameterizedTest(name = "{0} seen {1} {2}s old -> {3}")
    @CsvSource({
        "UNSPECIFIED, QUEUED, 10, ''",
        "UNSPECIFIED, INITIALIZING, 1, ''",
        "UNSPECIFIED, INITIALIZING, 3, INITIALIZING",
        "UNSPECIFIED, WAITING_FOR_RESOURCES, 3, WAITING_FOR_RESOURCES",
        "UNSPECIFIED, RUNNING, 0, RUNNING",
        "INITIALIZING, RUNNING, 0, RUNNING",
        "RUNNING, RUNNING, 9, ''",
        "RUNNING, INITIALIZING, 9, ''",
    })
    void onlyRealChangesAreWritten(String recorded, String seen, int age, String written) {
        boolean started = !recorded.equals("UNSPECIFIED");
        Seen.Active active = new Seen.Active(phase(seen), "", NOW.minusSeconds(age), null);

        List<Decision.Step> steps = decide(state(recorded, 1, started), active).steps();

        assertThat(steps.stream().map(step -> Phases.shortName(step.phase())))
                .isEqualTo(written.isEmpty() ? List.of() : List.of(written));
    }

    @Test
    void aUserErrorStartsTheNextAttempt() {
        Decision decision = decide(state("RUNNING", 1, true), new Seen.Failed(Failure.user("ValueError", "boom")), 2);

        assertThat(decision.steps())
                .extracting(step -> Phases.shortName(step.phase()) + "/" + step.attempt())
                .containsExactly("FAILED/1", "QUEUED/2");
        assertThat(decision.attempt()).isEqualTo(2);
        assertThat(decision.failure()).isNull();
    }

    @Test
    void theLastAttemptEndsTheAction() {
        Decision decision = decide(state("RUNNING", 2, true), new Seen.Failed(Failure.user("ValueError", "boom")), 2);

        assertThat(decision.failure().code()).isEqualTo("RetriesExhausted|ValueError");
        assertThat(decision.steps()).hasSize(1);
    }

    @Test
    void anErrorThatNoRetryHelpsEndsTheAction() {
        Decision decision =
                decide(state("RUNNING", 1, true), new Seen.Failed(Failure.permanent("ValueError", "boom")), 9);

        assertThat(decision.failure().code()).isEqualTo("ValueError");
    }

    @Test
    void aLostPodIsReplacedInTheSameAttemptAndPhaseNeverGoesBack() {
        Decision decision = decide(state("RUNNING", 1, true), new Seen.Absent());

        assertThat(decision.attempt()).isEqualTo(1);
        assertThat(decision.lost()).isEqualTo(1);
        assertThat(decision.steps().getFirst().phase()).isEqualTo(ActionPhase.ACTION_PHASE_RUNNING);
        assertThat(decision.steps().getFirst().version()).isEqualTo(1);
        assertThat(decision.notBefore()).isEqualTo(NOW.plusSeconds(1));
    }

    @Test
    void failuresOfInfrastructureAreBounded() {
        ActionState worn = withFailures(state("RUNNING", 1, true), 3);

        Decision decision = decide(worn, new Seen.Failed(Failure.system("Interrupted", "node down")));

        assertThat(decision.failure().code()).isEqualTo("MaxSystemFailuresExceeded");
        assertThat(decision.failure().kind()).isEqualTo(Failure.Kind.SYSTEM);
    }

    @Test
    void theRunLimitKillsThePodAndCountsAsAnAttempt() {
        TimeLimits limits = new TimeLimits(Duration.ZERO, Duration.ofSeconds(5), Duration.ZERO);
        Seen active = new Seen.Active(ActionPhase.ACTION_PHASE_RUNNING, "", T0, null);

        Decision decision = decisions.decide(state("RUNNING", 1, true), policy(2), limits, active, NOW);

        assertThat(decision.effect()).isEqualTo(Effect.STOP);
        assertThat(decision.steps())
                .extracting(step -> Phases.shortName(step.phase()) + "/" + step.attempt())
                .containsExactly("TIMED_OUT/1", "QUEUED/2");
    }

    @Test
    void theDeadlineIsFinalWhateverRetriesAreLeft() {
        TimeLimits limits = new TimeLimits(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(10));

        Decision decision = decisions.decide(state("RUNNING", 1, true), policy(9), limits, new Seen.Absent(), NOW);

        assertThat(decision.failure().code()).isEqualTo("DEADLINE_EXCEEDED");
        assertThat(decision.steps().getFirst().phase()).isEqualTo(ActionPhase.ACTION_PHASE_TIMED_OUT);
    }

    @Test
    void aLimitThatIsToComeIsLookedAtInTime() {
        TimeLimits limits = new TimeLimits(Duration.ofSeconds(30), Duration.ZERO, Duration.ZERO);

        Decision decision = decisions.decide(state("UNSPECIFIED", 1, false), policy(1), limits, new Seen.Absent(), NOW);

        assertThat(decision.effect()).isEqualTo(Effect.START);
        assertThat(decision.lookAgainAt()).isEqualTo(T0.plusSeconds(30));
    }

    @Test
    void theRunLimitCountsFromTheMomentTheTaskIsSeenToRun() {
        TimeLimits limits = new TimeLimits(Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ZERO);
        Seen active = new Seen.Active(ActionPhase.ACTION_PHASE_RUNNING, "", NOW, null);

        Decision decision = decisions.decide(state("UNSPECIFIED", 1, false), policy(1), limits, active, NOW);

        assertThat(decision.lookAgainAt()).isEqualTo(NOW.plusSeconds(5));
    }

    @Test
    void aQuotaIsWaitedForLongerAndLongerAndToldOnce() {
        Decision first = decide(state("UNSPECIFIED", 1, false), new Seen.NoRoom("exceeded quota", T0));
        Decision later = decide(
                state("WAITING_FOR_RESOURCES", 1, false), new Seen.NoRoom("exceeded quota", T0.minusSeconds(50)));

        assertThat(first.steps().getFirst().phase()).isEqualTo(ActionPhase.ACTION_PHASE_WAITING_FOR_RESOURCES);
        assertThat(first.lookAgainAt()).isEqualTo(NOW.plusSeconds(5));
        assertThat(later.changesStatus()).isFalse();
        assertThat(later.lookAgainAt()).isEqualTo(NOW.plusSeconds(30));
    }

    @Test
    void aPodThatIsLeavingIsWaitedForButNotForEver() {
        ActionState running = state("RUNNING", 1, true);

        assertThat(decide(running, new Seen.Leaving(NOW.plusSeconds(5))).lookAgainAt())
                .isEqualTo(NOW.plusSeconds(5));
        assertThat(decide(running, new Seen.Leaving(NOW)).lost()).isEqualTo(1);
    }

    private Decision decide(ActionState state, Seen seen) {
        return decide(state, seen, 1);
    }

    private Decision decide(ActionState state, Seen seen, int maxAttempts) {
        return decisions.decide(state, policy(maxAttempts), TimeLimits.NONE, seen, NOW);
    }

    private static RetryPolicy policy(int maxAttempts) {
        return new RetryPolicy(maxAttempts, 3, RetryPolicy.Backoff.NONE, SECOND);
    }

    private static ActionState state(String phase, int attempt, boolean started) {
        Instant running = phase.equals("RUNNING") ? T0 : null;
        return new ActionState(phase(phase), attempt, 0, "", started, 0, 0, null, T0, T0, running);
    }

    private static ActionState withFailures(ActionState s, int failures) {
        return new ActionState(s.phase(), s.attempt(), 0, "", s.started(), 0, failures, null, T0, T0, s.runningAt());
    }

    private static ActionPhase phase(String name) {
        return Phases.parse(name);
    }
}
