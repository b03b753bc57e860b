package org.flyte.runs.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flyte.idl.common.ActionPhase;
import org.flyte.runs.replicas.History.AbortAcknowledged;
import org.flyte.runs.replicas.History.AbortDelivered;
import org.flyte.runs.replicas.History.Action;
import org.flyte.runs.replicas.History.ChildRecorded;
import org.flyte.runs.replicas.History.End;
import org.flyte.runs.replicas.History.Enqueued;
import org.flyte.runs.replicas.History.PhaseAcknowledged;
import org.flyte.runs.replicas.History.RunCreated;
import org.flyte.runs.replicas.History.Seen;
import org.flyte.runs.replicas.History.Source;
import org.flyte.runs.replicas.History.State;
import org.flyte.runs.replicas.History.UnexpectedAnswer;
import org.junit.jupiter.api.Test;

/** A checker that finds nothing proves nothing: each promise, broken once. */
class HistoryCheckTest {
    private static final Action ROOT = new Action("r", "a0");
    private static final Action CHILD = new Action("r", "c1");
    private static final State RUNNING = new State(1, ActionPhase.ACTION_PHASE_RUNNING);
    private static final State SUCCEEDED = new State(1, ActionPhase.ACTION_PHASE_SUCCEEDED);
    private static final State FAILED = new State(1, ActionPhase.ACTION_PHASE_FAILED);
    private static final State ABORTED = new State(1, ActionPhase.ACTION_PHASE_ABORTED);

    private final History history = new History();
    private final Map<Action, State> stored = new HashMap<>(Map.of(ROOT, SUCCEEDED, CHILD, SUCCEEDED));
    private Map<Action, State> first = stored;
    private Map<Action, State> watched = stored;

    @Test
    void findsNothingInARunAsItShouldBe() {
        history.add(new RunCreated("q", "f", "r"));
        history.add(new RunCreated("q", "f", "r"));
        history.add(new Enqueued(ROOT));
        history.add(new ChildRecorded(CHILD));
        history.add(new Seen(1, CHILD, RUNNING));
        history.add(new Seen(1, CHILD, SUCCEEDED));
        history.add(new PhaseAcknowledged(CHILD, SUCCEEDED, Source.STATUS));

        assertThat(violations()).isEmpty();
    }

    @Test
    void findsAnActionThatDoesNotEnd() {
        stored.put(CHILD, RUNNING);

        assertThat(violations()).singleElement().asString().startsWith("every action ends");
    }

    @Test
    void findsAStreamThatGoesBack() {
        history.add(new Seen(1, CHILD, SUCCEEDED));
        history.add(new Seen(1, CHILD, RUNNING));

        assertThat(violations()).singleElement().asString().startsWith("phases move forward");
    }

    @Test
    void findsTwoEndsOfOneAttempt() {
        history.add(new Seen(1, CHILD, SUCCEEDED));
        history.add(new Seen(2, CHILD, FAILED));

        assertThat(violations()).singleElement().asString().startsWith("an attempt ends once");
    }

    @Test
    void findsAListAndAWatchThatDiffer() {
        first = Map.of(ROOT, SUCCEEDED);
        watched = Map.of(ROOT, SUCCEEDED, CHILD, RUNNING);

        assertThat(violations()).hasSize(2).allMatch(violation -> violation.startsWith("every view is the same"));
    }

    @Test
    void findsLostWrites() {
        history.add(new RunCreated("q", "f", "gone"));
        history.add(new ChildRecorded(new Action("r", "c2")));
        history.add(new PhaseAcknowledged(CHILD, new State(2, ActionPhase.ACTION_PHASE_RUNNING), Source.STATUS));
        history.add(new PhaseAcknowledged(CHILD, RUNNING, Source.EVENT));

        assertThat(violations()).hasSize(4).allMatch(violation -> violation.startsWith("nothing acknowledged is lost"));
    }

    @Test
    void findsARequestThatMadeTwoRunsAndARunOfTwoRequests() {
        history.add(new Enqueued(ROOT));
        history.add(new Enqueued(new Action("s", "a0")));
        stored.put(new Action("s", "a0"), SUCCEEDED);
        history.add(new RunCreated("q", "f", "r"));
        history.add(new RunCreated("q", "f", "s"));
        history.add(new RunCreated("q", "g", "s"));

        assertThat(violations()).hasSize(2).allMatch(violation -> violation.startsWith("a request is one run"));
    }

    @Test
    void findsAnAbortThatWasNotDelivered() {
        stored.put(ROOT, ABORTED);
        history.add(new AbortAcknowledged("r"));

        assertThat(violations()).singleElement().asString().startsWith("aborts reach the pods");

        history.add(new AbortDelivered(ROOT));
        assertThat(violations()).isEmpty();
    }

    @Test
    void findsARunWithoutAPodAndAnUnexpectedAnswer() {
        history.add(new RunCreated("q", "f", "r"));
        history.add(new UnexpectedAnswer("INTERNAL"));

        assertThat(violations())
                .satisfiesExactlyInAnyOrder(
                        violation -> assertThat(violation).startsWith("every run is enqueued"),
                        violation -> assertThat(violation).startsWith("faults are UNAVAILABLE"));
    }

    private List<String> violations() {
        return new HistoryCheck(history, new End(first, stored, watched, stored, Map.of())).violations();
    }
}
