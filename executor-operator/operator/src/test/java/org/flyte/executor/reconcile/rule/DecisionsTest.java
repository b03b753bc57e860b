package org.flyte.executor.reconcile.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.reconcile.rule.Decision.Change;
import org.flyte.executor.reconcile.rule.Decision.Finish;
import org.flyte.executor.reconcile.rule.Decision.RetryAfter;
import org.flyte.executor.reconcile.rule.Decision.Start;
import org.flyte.executor.reconcile.rule.Decision.Wait;
import org.flyte.executor.reconcile.rule.ExecutionState.Recorded;
import org.flyte.executor.reconcile.rule.ExecutionState.Running;
import org.flyte.executor.reconcile.rule.ExecutionState.Times;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.model.ActionPhases;
import org.flyte.platform.model.Backoff;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecisionsTest {
    private static final Instant T0 = Instant.parse("2026-11-24T10:00:00Z");
    private static final Instant NOW = T0.plusSeconds(10);
    private static final Backoff SECOND = Backoff.doubling(Duration.ofSeconds(1), Duration.ofSeconds(60));

    private final Decisions decisions = new Decisions(Duration.ofSeconds(2), Duration.ofMillis(500));

    @Test
    void startsWhenThereIsNoObject() {
        assertThat(decide(state("UNSPECIFIED", 1, false), new Observation.Absent()))
                .isEqualTo(new Start(null));
    }

    @Test
    void looksAgainWhileATryStarts() {
        assertThat(decide(state("UNSPECIFIED", 1, false), new Observation.Starting(NOW.plusSeconds(7))))
                .isEqualTo(new Wait(NOW.plusSeconds(7)));
        assertThat(decide(state("RUNNING", 1, true), new Observation.Starting(null)))
                .isEqualTo(Wait.FOR_EVENT);
    }

    @ParameterizedTest
    @CsvSource({"SUCCEEDED", "FAILED", "ABORTED", "TIMED_OUT"})
    void doesNothingAfterTheEnd(String phase) {
        assertThat(decide(state(phase, 1, true), new Observation.Absent())).isEqualTo(Wait.FOR_EVENT);
    }

    @ParameterizedTest(name = "{0} observed {1} {2}s old -> {3}")
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
    void recordsOnlyRealChanges(String recorded, String observed, int age, String written) {
        boolean started = !recorded.equals("UNSPECIFIED");
        Observation.Active active = new Observation.Active(phase(observed), "", NOW.minusSeconds(age), null);

        List<Step> steps = steps(decide(state(recorded, 1, started), active));

        assertThat(steps.stream().map(step -> ActionPhases.shortName(step.phase())))
                .isEqualTo(written.isEmpty() ? List.of() : List.of(written));
    }

    @Test
    void waitsForTheAnswerOfTheCache() {
        Instant recheck = NOW.plusSeconds(5);

        assertThat(decide(state("UNSPECIFIED", 1, false), new Observation.AskingCache(recheck)))
                .isEqualTo(new Wait(recheck));
        assertThat(decide(state("RUNNING", 1, true), new Observation.Storing(recheck)))
                .isEqualTo(new Wait(recheck));
    }

    @Test
    void recordsOnceThatAnotherActionComputesTheResult() {
        Observation reserved = new Observation.Reserved(NOW.plusSeconds(2));

        Change first = (Change) decide(state("UNSPECIFIED", 1, false), reserved);
        assertThat(phases(first)).containsExactly("WAITING_FOR_RESOURCES/1");
        assertThat(first.lookAgainAt()).isEqualTo(NOW.plusSeconds(2));
        assertThat(decide(state("WAITING_FOR_RESOURCES", 1, false), reserved)).isEqualTo(new Wait(NOW.plusSeconds(2)));
    }

    @Test
    void succeedsWithoutAnObjectWhenTheCacheHasTheOutputs() {
        Finish finish = (Finish) decide(state("UNSPECIFIED", 2, false), new Observation.Cached());

        assertThat(phases(finish)).containsExactly("SUCCEEDED/2");
        assertThat(finish.end().ofObject()).isFalse();
    }

    @Test
    void recordsRunningOnlyOnceItLasts() {
        Observation active = new Observation.Active(ActionPhase.ACTION_PHASE_RUNNING, "", T0, null);
        ExecutionState queued = state("UNSPECIFIED", 1, false);

        assertThat(decide(queued.with(seenToRun(499)), active)).isEqualTo(new Wait(NOW.plusMillis(1)));
        Change recorded = (Change) decide(queued.with(seenToRun(500)), active);
        assertThat(phases(recorded)).containsExactly("RUNNING/1");
        assertThat(recorded.steps().getFirst().since())
                .as("not the time of the decision")
                .isEqualTo(T0);
        assertThat(recorded.steps().getFirst().ofObject()).isTrue();
    }

    @Test
    void recordsThatAPodHasRunWithItsEnd() {
        ExecutionState seen = state("INITIALIZING", 1, true).with(seenToRun(100));

        Finish succeeded = (Finish) decide(seen, new Observation.Succeeded());
        RetryAfter failed = (RetryAfter) decide(seen, new Observation.Failed(Failure.user("ValueError", "boom")), 2);
        RetryAfter lost = (RetryAfter) decide(seen, new Observation.Absent());

        assertThat(phases(succeeded)).containsExactly("RUNNING/1", "SUCCEEDED/1");
        assertThat(succeeded.steps().getFirst().since()).isEqualTo(T0);
        assertThat(phases(failed)).containsExactly("RUNNING/1", "FAILED/1", "QUEUED/2");
        assertThat(phases(lost)).containsExactly("RUNNING/1", "RUNNING/1");
        assertThat(lost.steps()).extracting(Step::version).containsExactly(0, 1);
        assertThat(lost.tries()).isEqualTo(new Tries(1, 1, 1));
    }

    @Test
    void recordsThatTheSuccessorOfALostPodRunsAsAnotherVersion() {
        ExecutionState lost = new ExecutionState(
                new Recorded(phase("RUNNING"), 1, "lost"), new Tries(1, 1, 1), false, null, new Times(T0, T0, T0));

        Finish succeeded = (Finish) decide(lost.with(seenToRun(100)), new Observation.Succeeded());

        assertThat(phases(succeeded)).containsExactly("RUNNING/1", "SUCCEEDED/1");
        assertThat(succeeded.steps().getFirst().version()).isEqualTo(2);
    }

    @Test
    void countsLimitsFromTheTimeAPodBeganToRunWhileThatIsNotRecorded() {
        TimeLimits limits = new TimeLimits(Duration.ofSeconds(9), Duration.ofMillis(10_200), Duration.ZERO);
        Observation active = new Observation.Active(ActionPhase.ACTION_PHASE_RUNNING, "", T0, null);
        ExecutionState seen = state("UNSPECIFIED", 1, false).with(seenToRun(100));

        Decision early = decisions.decide(seen, policy(1), limits, active, NOW);
        Finish late = (Finish) decisions.decide(seen, policy(1), limits, active, NOW.plusMillis(200));

        assertThat(early).as("no longer queued").isEqualTo(new Wait(NOW.plusMillis(200)));
        assertThat(late.failure().code()).isEqualTo("MAX_RUNTIME_EXCEEDED");
        assertThat(phases(late)).containsExactly("RUNNING/1", "TIMED_OUT/1");
    }

    @Test
    void startsTheNextAttemptAfterAUserError() {
        RetryAfter decision = (RetryAfter)
                decide(state("RUNNING", 1, true), new Observation.Failed(Failure.user("ValueError", "boom")), 2);

        assertThat(phases(decision)).containsExactly("FAILED/1", "QUEUED/2");
        assertThat(decision.tries()).isEqualTo(new Tries(2, 0, 0));
        assertThat(decision.failure()).isNull();
    }

    @Test
    void finishesAfterTheLastAttempt() {
        Finish decision = (Finish)
                decide(state("RUNNING", 2, true), new Observation.Failed(Failure.user("ValueError", "boom")), 2);

        assertThat(decision.failure().code()).isEqualTo("RetriesExhausted|ValueError");
        assertThat(decision.steps()).hasSize(1);
    }

    @Test
    void finishesAfterAPermanentError() {
        Finish decision = (Finish)
                decide(state("RUNNING", 1, true), new Observation.Failed(Failure.permanent("ValueError", "boom")), 9);

        assertThat(decision.failure().code()).isEqualTo("ValueError");
    }

    @Test
    void replacesALostPodInTheSameAttemptAndPhase() {
        RetryAfter decision = (RetryAfter) decide(state("RUNNING", 1, true), new Observation.Absent());

        assertThat(decision.tries()).isEqualTo(new Tries(1, 1, 1));
        assertThat(decision.steps().getFirst().phase()).isEqualTo(ActionPhase.ACTION_PHASE_RUNNING);
        assertThat(decision.steps().getFirst().version()).isEqualTo(1);
        assertThat(decision.notBefore()).isEqualTo(NOW.plusSeconds(1));
        assertThat(decision.lookAgainAt()).isEqualTo(NOW.plusSeconds(1));
    }

    @Test
    void waitsForTheEndOfTheBackOff() {
        ExecutionState lost = new ExecutionState(
                new Recorded(phase("RUNNING"), 1, "lost"),
                new Tries(1, 1, 1),
                false,
                NOW.plusSeconds(3),
                new Times(T0, T0, T0));

        assertThat(decide(lost, new Observation.Absent())).isEqualTo(new Wait(NOW.plusSeconds(3)));
    }

    @Test
    void boundsFailuresOfInfrastructure() {
        ExecutionState worn = withFailures(state("RUNNING", 1, true), 3);

        Finish decision = (Finish) decide(worn, new Observation.Failed(Failure.system("Interrupted", "node down")));

        assertThat(decision.failure().code()).isEqualTo("MaxSystemFailuresExceeded");
        assertThat(decision.failure().kind()).isEqualTo(Failure.Kind.SYSTEM);
        assertThat(decision.tries()).isEqualTo(new Tries(1, 0, 4));
    }

    @ParameterizedTest(name = "the object ran {0} s: {1} failures")
    @CsvSource({"0, 4", "599, 4", "600, 1", "9000, 1"})
    void forgetsFailuresOfInfrastructureOnceAnObjectHasRunForAWhile(long seconds, int failures) {
        ExecutionState worn = withFailures(state("RUNNING", 1, true), 3);
        ExecutionState ran = new ExecutionState(
                worn.recorded(), worn.tries(), true, null, new Times(T0, T0, T0, NOW.minusSeconds(seconds)));

        Change decision = (Change) decide(ran, new Observation.Absent());

        assertThat(decision.tries().systemFailures()).isEqualTo(failures);
        assertThat(decision).isInstanceOf(failures == 4 ? Finish.class : RetryAfter.class);
    }

    @Test
    void countsAPassedRunLimitAsAnAttempt() {
        TimeLimits limits = new TimeLimits(Duration.ZERO, Duration.ofSeconds(5), Duration.ZERO);
        Observation active = new Observation.Active(ActionPhase.ACTION_PHASE_RUNNING, "", T0, null);

        RetryAfter decision = (RetryAfter) decisions.decide(state("RUNNING", 1, true), policy(2), limits, active, NOW);

        assertThat(phases(decision)).containsExactly("TIMED_OUT/1", "QUEUED/2");
        assertThat(decision.steps().getFirst().message()).isEqualTo("the action ran longer than its limit of 5 s");
    }

    @Test
    void finishesAtTheDeadlineWhateverRetriesAreLeft() {
        TimeLimits limits = new TimeLimits(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(10));

        Finish decision =
                (Finish) decisions.decide(state("RUNNING", 1, true), policy(9), limits, new Observation.Absent(), NOW);

        assertThat(decision.failure().code()).isEqualTo("DEADLINE_EXCEEDED");
        assertThat(decision.steps().getFirst().phase()).isEqualTo(ActionPhase.ACTION_PHASE_TIMED_OUT);
    }

    @Test
    void looksAgainWhenALimitPasses() {
        TimeLimits limits = new TimeLimits(Duration.ofSeconds(30), Duration.ZERO, Duration.ZERO);

        Decision decision =
                decisions.decide(state("UNSPECIFIED", 1, false), policy(1), limits, new Observation.Absent(), NOW);

        assertThat(decision).isEqualTo(new Start(T0.plusSeconds(30)));
    }

    @Test
    void countsTheRunLimitFromTheMomentTheTaskIsSeenToRun() {
        TimeLimits limits = new TimeLimits(Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ZERO);
        Observation active = new Observation.Active(ActionPhase.ACTION_PHASE_RUNNING, "", NOW, null);

        Decision decision = decisions.decide(state("UNSPECIFIED", 1, false), policy(1), limits, active, NOW);

        assertThat(decision.lookAgainAt()).isEqualTo(NOW.plusSeconds(5));
    }

    @Test
    void waitsLongerAndLongerForAQuotaAndRecordsItOnce() {
        Decision first = decide(state("UNSPECIFIED", 1, false), new Observation.NotYet("exceeded quota", T0));
        Decision later = decide(
                state("WAITING_FOR_RESOURCES", 1, false),
                new Observation.NotYet("exceeded quota", T0.minusSeconds(50)));

        assertThat(steps(first).getFirst().phase()).isEqualTo(ActionPhase.ACTION_PHASE_WAITING_FOR_RESOURCES);
        assertThat(first.lookAgainAt()).isEqualTo(NOW.plusSeconds(5));
        assertThat(later).isEqualTo(new Wait(NOW.plusSeconds(30)));
    }

    @Test
    void waitsForATakenNameAsForAQuota() {
        ExecutionState state = state("UNSPECIFIED", 1, false);

        assertThat(decide(state, new Observation.NameTaken("an older pod", T0)))
                .isEqualTo(decide(state, new Observation.NotYet("an older pod", T0)));
    }

    @Test
    void waitsForATerminatingPodButNotForever() {
        ExecutionState running = state("RUNNING", 1, true);

        assertThat(decide(running, new Observation.Terminating(NOW.plusSeconds(5))))
                .isEqualTo(new Wait(NOW.plusSeconds(5)));
        assertThat(((RetryAfter) decide(running, new Observation.Terminating(NOW)))
                        .tries()
                        .lost())
                .isEqualTo(1);
    }

    /** Began to run at T0, first seen to run some milliseconds ago. */
    private static Running seenToRun(int millisAgo) {
        return new Running(T0, NOW.minusMillis(millisAgo));
    }

    private Decision decide(ExecutionState state, Observation observation) {
        return decide(state, observation, 1);
    }

    private Decision decide(ExecutionState state, Observation observation, int maxAttempts) {
        return decisions.decide(state, policy(maxAttempts), TimeLimits.NONE, observation, NOW);
    }

    private static List<Step> steps(Decision decision) {
        return decision instanceof Change change ? change.steps() : List.of();
    }

    private static List<String> phases(Change change) {
        return change.steps().stream()
                .map(step -> ActionPhases.shortName(step.phase()) + "/" + step.attempt())
                .toList();
    }

    private static RetryPolicy policy(int maxAttempts) {
        return new RetryPolicy(maxAttempts, 3, Backoff.NONE, SECOND);
    }

    private static ExecutionState state(String phase, int attempt, boolean started) {
        Instant running = phase.equals("RUNNING") ? T0 : null;
        return new ExecutionState(
                new Recorded(phase(phase), 0, ""), new Tries(attempt, 0, 0), started, null, new Times(T0, T0, running));
    }

    private static ExecutionState withFailures(ExecutionState s, int failures) {
        return new ExecutionState(
                s.recorded(), new Tries(s.attempt(), 0, failures), s.started(), s.notBefore(), s.times());
    }

    private static ActionPhase phase(String name) {
        return ActionPhases.parse(name);
    }
}
