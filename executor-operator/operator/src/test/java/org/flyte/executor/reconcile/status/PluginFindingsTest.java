package org.flyte.executor.reconcile.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.flyte.crd.PhaseEntry;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionStatus;
import org.flyte.executor.plugin.Details;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.Link;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskExecution.TryState;
import org.flyte.executor.reconcile.rule.Decision.Change;
import org.flyte.executor.reconcile.rule.Decisions;
import org.flyte.executor.reconcile.rule.Findings;
import org.flyte.executor.reconcile.rule.Observation;
import org.flyte.executor.reconcile.rule.RetryPolicy;
import org.flyte.executor.reconcile.rule.TimeLimits;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.model.Backoff;
import org.junit.jupiter.api.Test;

/** What plugins report besides phases: state, links, and that a try has no pod, or one of another name. */
class PluginFindingsTest {
    private static final Instant T0 = Instant.parse("2026-11-24T10:01:00Z");
    private static final Observation RUNNING =
            new Observation.Active(ActionPhase.ACTION_PHASE_INITIALIZING, "", T0.minusSeconds(60), null);
    private static final RetryPolicy RETRIES = new RetryPolicy(
            3,
            3,
            Backoff.doubling(Duration.ofSeconds(1), Duration.ofMinutes(1)),
            Backoff.doubling(Duration.ofSeconds(1), Duration.ofMinutes(1)));
    private static final Link DASHBOARD = new Link("Dashboard", "https://d", Link.Kind.DASHBOARD);

    private TaskAction action = Statuses.action();

    @Test
    void keepsTheStateOfATryAcrossItsRetryUntilTheNextHasOne() {
        found(details("one"));
        TaskExecution first = execution();
        assertThat(first.state()).contains("one");
        assertThat(first.earlierState()).isEmpty();

        decided(new Observation.Failed(Failure.user("Error", "no")), details("one"));
        TaskExecution second = execution();
        assertThat(second.attempt()).isEqualTo(2);
        assertThat(second.state()).as("it is of the first try").isEmpty();
        assertThat(second.earlierState()).contains(new TryState(first.objectName(), "one"));

        found(details("two"));
        assertThat(execution().state()).contains("two");
        assertThat(execution().earlierState()).isEmpty();
    }

    @Test
    void recordsNothingTwice() {
        found(details("one"));

        assertThat(change().found(findings(details("one"), Optional.empty()))).isEmpty();
        assertThat(change().found(findings(Details.NONE, Optional.empty()))).isEmpty();
        assertThat(execution().state()).contains("one");
    }

    @Test
    void recordsThePhaseAgainForANewLink() {
        decided(RUNNING, Details.NONE);
        found(Details.links(List.of(DASHBOARD)));

        assertThat(action.getStatus().phaseHistory)
                .extracting(entry -> entry.phase + "/" + entry.version + "/" + entry.links.size())
                .containsExactly("INITIALIZING/0/0", "INITIALIZING/1/1");
        assertThat(change().found(findings(Details.links(List.of(DASHBOARD)), Optional.empty())))
                .isEmpty();
    }

    @Test
    void showsLinksOnlyWithATryThatIsRecorded() {
        assertThat(change().found(findings(Details.links(List.of(DASHBOARD)), Optional.empty())))
                .isEmpty();
    }

    @Test
    void knowsATryWithoutAPodAndOneWhosePodHasAnotherName() {
        decided(RUNNING, Details.NONE);
        PhaseEntry without = action.getStatus().phaseHistory.getLast();
        assertThat(without.podName).isNull();
        assertThat(without.objectName).isEqualTo(execution().objectName());
        assertThat(new StatusView(action).state().started()).isTrue();

        action = Statuses.action();
        action = Statuses.action(change().after(change(RUNNING), findings(Details.NONE, Optional.of("head-0"))));
        assertThat(action.getStatus().phaseHistory.getLast().podName).isEqualTo("head-0");
        assertThat(new StatusView(action).state().started()).isTrue();
    }

    private void decided(Observation observation, Details details) {
        action = Statuses.action(change().after(change(observation), findings(details, Optional.empty())));
    }

    private void found(Details details) {
        TaskActionStatus status =
                change().found(findings(details, Optional.empty())).orElseThrow();
        action = Statuses.action(status);
    }

    private Change change(Observation observation) {
        return (Change) new Decisions(Duration.ofSeconds(2), Duration.ofMillis(500))
                .decide(new StatusView(action).state(), RETRIES, TimeLimits.NONE, observation, T0);
    }

    private StatusChange change() {
        StatusView view = new StatusView(action);
        return new StatusChange(view.status(), execution(), T0);
    }

    private TaskExecution execution() {
        return new StatusView(action).execution(TaskTemplate.getDefaultInstance());
    }

    private static Findings findings(Details details, Optional<String> pod) {
        return new Findings(Optional.empty(), details, pod);
    }

    private static Details details(String state) {
        return Details.state(state);
    }
}
