package org.flyte.executor.reconcile.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.assertj.core.groups.Tuple;
import org.flyte.crd.CacheSource;
import org.flyte.crd.PhaseEntry;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionStatus;
import org.flyte.executor.cache.CacheFinding;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.reconcile.rule.Decision.Change;
import org.flyte.executor.reconcile.rule.Decisions;
import org.flyte.executor.reconcile.rule.ExecutionState;
import org.flyte.executor.reconcile.rule.Findings;
import org.flyte.executor.reconcile.rule.Observation;
import org.flyte.executor.reconcile.rule.RetryPolicy;
import org.flyte.executor.reconcile.rule.TimeLimits;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.CatalogCacheStatus;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.model.Backoff;
import org.junit.jupiter.api.Test;

class StatusChangeTest {
    private static final Instant T1 = Statuses.CREATED.plusSeconds(10);
    private static final Instant T2 = T1.plusSeconds(10);
    private static final RetryPolicy RETRIES =
            new RetryPolicy(2, 3, Backoff.NONE, Backoff.doubling(Duration.ofSeconds(4), Duration.ofSeconds(60)));
    private static final Observation RUNNING =
            new Observation.Active(ActionPhase.ACTION_PHASE_RUNNING, "", Statuses.CREATED, null);

    @Test
    void recordsThePhaseOfThePod() {
        TaskActionStatus status =
                after(Statuses.action(), RUNNING, T1.plusNanos(1_234_567)).getStatus();

        assertThat(status.phase).isEqualTo("RUNNING");
        assertThat(status.attempts).isEqualTo(1);
        assertThat(status.outputUri).isEqualTo("/store/p/d/r1/a0/1");
        PhaseEntry entry = status.phaseHistory.getFirst();
        assertThat(entry.occurredAt).as("in microseconds").isEqualTo(T1.plusNanos(1_234_000));
        assertThat(entry.podName).isEqualTo(name() + "-0");
        assertThat(entry.message).isNull();
        assertThat(conditions(status)).containsExactly(tuple("Progressing", "True", "Executing"));
    }

    @Test
    void recordsWhenAPodBeganToRunWithItsEnd() {
        TaskAction queued = after(Statuses.action(), new Observation.Failed(Failure.user("ValueError", "boom")), T1);
        ExecutionState.Running running = new ExecutionState.Running(T1.plusMillis(300), T1.plusMillis(400));

        TaskActionStatus status =
                after(queued, running, new Observation.Succeeded(), T2).getStatus();

        assertThat(status.phaseHistory)
                .extracting(entry -> entry.phase, entry -> entry.attempt, entry -> entry.occurredAt)
                .containsExactly(
                        tuple("FAILED", 1, T1),
                        tuple("QUEUED", 2, T1),
                        tuple("RUNNING", 2, T1.plusMillis(300)),
                        tuple("SUCCEEDED", 2, T2));
        assertThat(status.phaseHistory.get(2).podName).isEqualTo(name() + "-1");
    }

    @Test
    void keepsTheTimesOfAHistoryInOrderWhateverTheNodeSays() {
        TaskAction queued = after(Statuses.action(), new Observation.Failed(Failure.user("ValueError", "boom")), T1);
        ExecutionState.Running early = new ExecutionState.Running(T1.minusSeconds(5), T1.plusMillis(400));

        TaskActionStatus status =
                after(queued, early, new Observation.Succeeded(), T2).getStatus();

        assertThat(status.phaseHistory).extracting(entry -> entry.occurredAt).containsExactly(T1, T1, T1, T2);
    }

    @Test
    void recordsTheErrorOfAFailedAttemptInTheHistoryAndMovesTheOutputFolder() {
        TaskAction running = after(Statuses.action(), RUNNING, T1);

        TaskActionStatus status = after(running, new Observation.Failed(Failure.user("ValueError", "boom")), T2)
                .getStatus();

        assertThat(status.phaseHistory)
                .extracting(entry -> entry.phase, entry -> entry.attempt, entry -> entry.code, entry -> entry.message)
                .containsExactly(
                        tuple("RUNNING", 1, null, null),
                        tuple("FAILED", 1, "ValueError", "boom"),
                        tuple("QUEUED", 2, null, "attempt 2 of 2"));
        assertThat(status.phaseHistory.get(1).kind).isEqualTo("USER");
        assertThat(status.phase).isEqualTo("QUEUED");
        assertThat(status.attempts).isEqualTo(2);
        assertThat(status.errorState).isNull();
        assertThat(status.outputUri).isEqualTo("/store/p/d/r1/a0/2");
    }

    @Test
    void recordsTheFinalErrorOnceInTheErrorState() {
        TaskActionStatus status = after(
                        Statuses.action(), new Observation.Failed(Failure.permanent("ValueError", "boom")), T1)
                .getStatus();

        assertThat(status.errorState.code).isEqualTo("ValueError");
        assertThat(status.errorState.kind).isEqualTo("USER");
        assertThat(status.errorState.message).isEqualTo("boom");
        assertThat(status.phaseHistory.getLast().message).isNull();
        assertThat(status.phaseHistory.getLast().code).isNull();
        assertThat(conditions(status))
                .containsExactly(
                        tuple("Progressing", "False", "PermanentFailure"), tuple("Failed", "True", "PermanentFailure"));
    }

    @Test
    void recordsALostPodAndTheBackOff() {
        TaskAction running = after(Statuses.action(), RUNNING, T1);

        TaskActionStatus status = after(running, new Observation.Absent(), T2).getStatus();

        assertThat(status.podTries).isEqualTo(1);
        assertThat(status.outputUri).isEqualTo("/store/p/d/r1/a0/1-1");
        assertThat(status.phaseHistory.getLast().podTry).as("of the lost one").isZero();
        assertThat(after(Statuses.action(status), RUNNING, T2.plusSeconds(5))
                        .getStatus()
                        .phaseHistory
                        .getLast()
                        .podTry)
                .isEqualTo(1);
        assertThat(status.systemFailures).isEqualTo(1);
        assertThat(status.notBefore).isEqualTo(T2.plusSeconds(4));
        assertThat(status.phaseHistory.getLast().podName).isNull();
        assertThat(status.phaseHistory.getLast().version).isEqualTo(1);
        assertThat(after(Statuses.action(status), RUNNING, T2.plusSeconds(5)).getStatus().notBefore)
                .as("over")
                .isNull();
    }

    @Test
    void keepsWhatADecisionDoesNotChange() {
        TaskActionStatus before = new TaskActionStatus();
        before.cacheStatus = 3;
        before.signalValue = new byte[] {1};
        before.signalledBy = "ann";
        before.signalledAt = T1;
        before.pluginState = "{}";
        before.pluginStateTry = "try";

        TaskActionStatus status = after(Statuses.action(before), RUNNING, T1).getStatus();

        assertThat(before.phaseHistory).as("never changed itself").isEmpty();
        assertThat(status)
                .usingRecursiveComparison()
                .comparingOnlyFields(
                        "cacheStatus", "signalValue", "signalledBy", "signalledAt", "pluginState", "pluginStateTry")
                .isEqualTo(before);
    }

    @Test
    void keepsTheTransitionTimeOfAConditionThatStaysTheSame() {
        TaskAction waiting = after(Statuses.action(), new Observation.NotYet("full", T1), T1);
        TaskAction running = after(waiting, RUNNING, T2);
        TaskAction ended = after(running, new Observation.Succeeded(), T2.plusSeconds(5));

        assertThat(transition(running, "Progressing")).isEqualTo(T1.toString());
        assertThat(transition(ended, "Progressing")).isEqualTo(T2.plusSeconds(5).toString());
        assertThat(conditions(ended.getStatus()))
                .containsExactly(tuple("Progressing", "False", "Completed"), tuple("Succeeded", "True", "Completed"));
    }

    @Test
    void keepsHeadAndTailOfALongErrorFromAWholeLineOn() {
        String message = "head\n" + "a line of the traceback\n".repeat(1_000) + "ValueError: boom";

        TaskActionStatus status = after(
                        Statuses.action(), new Observation.Failed(Failure.permanent("ValueError", message)), T1)
                .getStatus();

        assertThat(status.errorState.message)
                .hasSizeLessThanOrEqualTo(8_000)
                .startsWith("head\n")
                .contains("\n...\na line of the traceback\n")
                .endsWith("ValueError: boom");
        assertThat(status.conditions.getLast().getMessage()).hasSizeLessThanOrEqualTo(300);
    }

    @Test
    void boundsTheHistoryAndKeepsItsFirstEntry() {
        TaskActionStatus before = new TaskActionStatus();
        for (int i = 0; i < 200; i++) {
            PhaseEntry entry = new PhaseEntry();
            entry.phase = "QUEUED";
            entry.attempt = 1;
            entry.version = i;
            before.phaseHistory.add(entry);
        }

        List<PhaseEntry> history = after(Statuses.action(before), RUNNING, T1).getStatus().phaseHistory;

        assertThat(history).hasSize(200);
        assertThat(history.get(0).version).isZero();
        assertThat(history.get(1).version).isEqualTo(2);
        assertThat(history.getLast().phase).isEqualTo("RUNNING");
    }

    @Test
    void recordsARefusedSpecWithoutTheOutputFolderItMayLack() {
        TaskAction action = Statuses.action();
        action.getSpec().runOutputBase = null;
        StatusView view = new StatusView(action);

        TaskActionStatus status = new StatusChange(view.status(), view.execution(TaskTemplate.getDefaultInstance()), T1)
                .refused(Failure.permanent("InvalidSpec", "spec.runOutputBase is missing"));

        assertThat(status.phase).isEqualTo("FAILED");
        assertThat(status.errorState.message).isEqualTo("spec.runOutputBase is missing");
        assertThat(status.outputUri).isNull();
        assertThat(status.phaseHistory)
                .extracting(entry -> entry.phase + "/" + entry.attempt + "/" + entry.podName)
                .containsExactly("FAILED/1/null");
    }

    @Test
    void recordsWhatTheCacheHadForTheAttempt() {
        CacheSource source = new CacheSource("p", "d", "r0", "a0", 1);

        TaskActionStatus status = after(
                Statuses.action(), new Observation.Cached(), new CacheFinding(CatalogCacheStatus.CACHE_HIT, source));

        assertThat(status.cacheStatus).isEqualTo(CatalogCacheStatus.CACHE_HIT_VALUE);
        assertThat(status.cacheSource).isEqualTo(source);
        assertThat(status.phaseHistory.getLast().cacheStatus).isEqualTo(CatalogCacheStatus.CACHE_HIT_VALUE);
        assertThat(status.phaseHistory.getLast().podName).isNull();
    }

    @Test
    void forgetsWhatTheCacheHadWhenAnotherAttemptFollows() {
        TaskActionStatus status = after(
                Statuses.action(),
                new Observation.Failed(Failure.user("ValueError", "boom")),
                new CacheFinding(CatalogCacheStatus.CACHE_MISS, null));

        assertThat(status.cacheStatus).isZero();
        assertThat(status.phaseHistory)
                .extracting(entry -> entry.phase + "/" + entry.cacheStatus)
                .containsExactly("FAILED/1", "QUEUED/0");
    }

    private static TaskActionStatus after(TaskAction action, Observation observation, CacheFinding finding) {
        StatusView view = new StatusView(action);
        Change change = (Change) new Decisions(Duration.ofSeconds(2), Duration.ofMillis(500))
                .decide(view.state(), RETRIES, TimeLimits.NONE, observation, T1);
        TaskExecution execution = view.execution(TaskTemplate.getDefaultInstance());
        return new StatusChange(view.status(), execution, T1)
                .after(change, Findings.ofPod(execution, Optional.of(finding)));
    }

    private static TaskAction after(TaskAction action, Observation observation, Instant now) {
        return after(action, null, observation, now);
    }

    /** @param running when the pod was seen to run while that is not recorded, or null */
    private static TaskAction after(
            TaskAction action, ExecutionState.Running running, Observation observation, Instant now) {
        Change change = (Change) new Decisions(Duration.ofSeconds(2), Duration.ofMillis(500))
                .decide(new StatusView(action).state().with(running), RETRIES, TimeLimits.NONE, observation, now);
        return Statuses.after(action, change, now);
    }

    private static String name() {
        return Statuses.action().getMetadata().getName();
    }

    private static List<Tuple> conditions(TaskActionStatus status) {
        return status.conditions.stream()
                .map(condition -> tuple(condition.getType(), condition.getStatus(), condition.getReason()))
                .toList();
    }

    private static String transition(TaskAction action, String type) {
        return action.getStatus().conditions.stream()
                .filter(condition -> condition.getType().equals(type))
                .map(Condition::getLastTransitionTime)
                .findFirst()
                .orElseThrow();
    }
}
