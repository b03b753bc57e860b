package org.flyte.actions.watch.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.flyte.actions.child.ChildState;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.model.PhaseTransition;
import org.flyte.platform.model.PhaseTransition.Verdict;
import org.flyte.platform.model.RunKey;
import org.flyte.platform.propertytest.Draw;
import org.flyte.platform.propertytest.PropertyCheck;
import org.junit.jupiter.api.Test;

class SentStatesTest {
    private static final List<ActionPhase> PHASES = List.of(
            ActionPhase.ACTION_PHASE_QUEUED,
            ActionPhase.ACTION_PHASE_WAITING_FOR_RESOURCES,
            ActionPhase.ACTION_PHASE_INITIALIZING,
            ActionPhase.ACTION_PHASE_RUNNING);
    private static final RunKey RUN = new RunKey("p", "d", "r");

    /** The states of one child in order: every attempt but the last fails, each goes through some of the phases. */
    record History(String child, List<ChildState> states) {}

    @Test
    void endsInTheNewestStateAndNeverGoesBackWhateverTheOrder() throws Exception {
        PropertyCheck.forAll(draw -> assertEndsInTheNewest(histories(draw), draw.random()));
    }

    private static void assertEndsInTheNewest(List<History> histories, Random random) {
        List<ChildState> delivered = deliver(shuffledWithRepeats(histories, random));

        Map<String, ChildState> last = new HashMap<>();
        for (ChildState state : delivered) {
            ChildState before = last.put(state.name(), state);
            if (before != null) {
                assertThat(PhaseTransition.judge(before.observed(), state.observed()))
                        .isEqualTo(Verdict.APPLY);
            }
        }
        for (History history : histories) {
            assertThat(last.get(history.child())).isEqualTo(history.states().getLast());
        }
    }

    @Test
    void neverLeavesAFinalState() throws Exception {
        PropertyCheck.forAll(
                draw -> assertFinalStatesStay(histories(draw), draw.random(), draw.of(ActionPhase.values())));
    }

    private static void assertFinalStatesStay(List<History> histories, Random random, ActionPhase late) {
        SentStates sent = new SentStates();
        shuffledWithRepeats(histories, random).forEach(sent::advance);

        for (History history : histories) {
            ChildState end = history.states().getLast();
            if (end.update().getPhase() == ActionPhase.ACTION_PHASE_SUCCEEDED && late != ActionPhase.UNRECOGNIZED) {
                assertThat(sent.advance(state(history.child(), late, end.attempt() + 1)))
                        .isFalse();
            }
        }
    }

    private static List<History> histories(Draw draw) {
        Map<String, History> byChild = new HashMap<>();
        draw.list(1, 5, SentStatesTest::history).forEach(history -> byChild.putIfAbsent(history.child(), history));
        return List.copyOf(byChild.values());
    }

    private static History history(Draw draw) {
        return history(
                draw.letters(1, 4),
                draw.list(1, 3, d -> d.subset(PHASES)),
                draw.of(
                        ActionPhase.ACTION_PHASE_SUCCEEDED,
                        ActionPhase.ACTION_PHASE_FAILED,
                        ActionPhase.ACTION_PHASE_ABORTED,
                        ActionPhase.ACTION_PHASE_TIMED_OUT));
    }

    private static History history(String child, List<List<ActionPhase>> attempts, ActionPhase end) {
        List<ChildState> states = new ArrayList<>();
        for (int attempt = 1; attempt <= attempts.size(); attempt++) {
            for (ActionPhase phase : attempts.get(attempt - 1)) {
                states.add(state(child, phase, attempt));
            }
            boolean last = attempt == attempts.size();
            states.add(state(child, last ? end : ActionPhase.ACTION_PHASE_FAILED, attempt));
        }
        return new History(child, states);
    }

    private static List<ChildState> shuffledWithRepeats(List<History> histories, Random random) {
        List<ChildState> all = new ArrayList<>();
        histories.forEach(history -> all.addAll(history.states()));
        histories.forEach(history ->
                all.add(history.states().get(random.nextInt(history.states().size()))));
        Collections.shuffle(all, random);
        return all;
    }

    private static List<ChildState> deliver(List<ChildState> offered) {
        SentStates sent = new SentStates();
        return offered.stream().filter(sent::advance).toList();
    }

    private static ChildState state(String child, ActionPhase phase, int attempt) {
        return ChildState.of(RUN.action(child), attempt, phase);
    }
}
