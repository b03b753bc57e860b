package org.flyte.executor.reconcile.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.flyte.crd.PhaseEntry;
import org.flyte.crd.TaskAction;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.reconcile.rule.Decision;
import org.flyte.executor.reconcile.rule.Decision.Change;
import org.flyte.executor.reconcile.rule.Decisions;
import org.flyte.executor.reconcile.rule.Observation;
import org.flyte.executor.reconcile.rule.RetryPolicy;
import org.flyte.executor.reconcile.rule.TimeLimits;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.model.ActionPhases;
import org.flyte.platform.model.Backoff;

/**
 * Whatever happens to the pods of an action: every attempt ends at most once and its phases never go back. Each decision
 * is recorded in a status and the next one is made on what that status says.
 */
class LifePropertiesTest {
    private static final Instant T0 = Statuses.CREATED;
    private static final RetryPolicy POLICY = new RetryPolicy(
            3, 3, Backoff.NONE, Backoff.doubling(Duration.ofSeconds(1), Duration.ofSeconds(9)));

    @Property
    void phasesOfAnAttemptNeverGoBackAndEachAttemptEndsOnce(@ForAll("lives") List<Observation> life) {
        List<PhaseEntry> history = live(life).getStatus().phaseHistory;

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

    @Property
    void noTwoEventsOfAnActionAreTheSame(@ForAll("lives") List<Observation> life) {
        assertThat(live(life).getStatus().phaseHistory)
                .extracting(entry -> entry.attempt + "/" + entry.phase + "/" + entry.version)
                .doesNotHaveDuplicates();
    }

    @Property
    void theStatusShowsTheLastPhaseOfTheHistory(@ForAll("lives") List<Observation> life) {
        TaskAction action = live(life);
        List<PhaseEntry> history = action.getStatus().phaseHistory;

        if (!history.isEmpty()) {
            assertThat(action.getStatus().phase).isEqualTo(history.getLast().phase);
            assertThat(action.getStatus().attempts).isEqualTo(history.getLast().attempt);
            assertThat(action.getStatus().errorState != null)
                    .isEqualTo(ActionPhases.isRetryable(phase(history.getLast())));
        }
    }

    @Property
    void everyLifeThatKeepsFailingEnds(@ForAll("failures") List<Observation> failures) {
        List<PhaseEntry> history = live(failures).getStatus().phaseHistory;

        assertThat(history.size() < failures.size() || ActionPhases.isTerminal(phase(history.getLast())))
                .isTrue();
    }

    @Provide
    Arbitrary<List<Observation>> lives() {
        return Arbitraries.oneOf(active(), failed(), Arbitraries.just(new Observation.Absent()), rest())
                .list()
                .ofMaxSize(40);
    }

    @Provide
    Arbitrary<List<Observation>> failures() {
        return failed().list().ofMinSize(8).ofMaxSize(20);
    }

    private static Arbitrary<Observation> active() {
        return Arbitraries.of(
                        ActionPhase.ACTION_PHASE_QUEUED,
                        ActionPhase.ACTION_PHASE_WAITING_FOR_RESOURCES,
                        ActionPhase.ACTION_PHASE_INITIALIZING,
                        ActionPhase.ACTION_PHASE_RUNNING)
                .map(phase -> new Observation.Active(phase, "because", T0, null));
    }

    private static Arbitrary<Observation> failed() {
        return Arbitraries.of(Failure.user("E", "m"), Failure.system("S", "m"), Failure.permanent("P", "m"))
                .map(Observation.Failed::new);
    }

    private static Arbitrary<Observation> rest() {
        return Arbitraries.of(
                new Observation.Succeeded(),
                new Observation.Terminating(T0),
                new Observation.QuotaExceeded("full", T0),
                new Observation.NameTaken("an older pod", T0));
    }

    private static TaskAction live(List<Observation> life) {
        Decisions decisions = new Decisions(Duration.ofSeconds(2));
        TaskAction action = Statuses.action();
        Instant now = T0.plusSeconds(60);
        for (Observation observation : life) {
            now = now.plusSeconds(120);
            StatusView view = new StatusView(action);
            Decision decision = decisions.decide(view.state(), POLICY, TimeLimits.NONE, observation, now);
            if (decision instanceof Change change) {
                action = Statuses.action(new StatusChange(
                                view.status(), view.execution(TaskTemplate.getDefaultInstance()), now)
                        .after(change));
            }
        }
        return action.getStatus() == null ? Statuses.action(new StatusView(action).status()) : action;
    }

    private static ActionPhase phase(PhaseEntry entry) {
        return ActionPhases.parse(entry.phase);
    }
}
