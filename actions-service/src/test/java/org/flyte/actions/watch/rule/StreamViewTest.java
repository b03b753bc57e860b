package org.flyte.actions.watch.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.flyte.actions.id.ActionKey;
import org.flyte.actions.id.RunKey;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionUpdate;
import org.flyte.platform.propertytest.Draw;
import org.flyte.platform.propertytest.PropertyCheck;
import org.junit.jupiter.api.Test;

class StreamViewTest {
    private static final List<ActionPhase> STEPS = List.of(
            ActionPhase.ACTION_PHASE_QUEUED,
            ActionPhase.ACTION_PHASE_WAITING_FOR_RESOURCES,
            ActionPhase.ACTION_PHASE_INITIALIZING,
            ActionPhase.ACTION_PHASE_RUNNING);
    private static final RunKey RUN = new RunKey("p", "d", "r");

    /** One true history a child: attempts that fail but for the last, each with some of the steps. */
    record History(String child, List<ChildState> states) {}

    @Test
    void anyInterleavingEndsInTheNewestStateAndNeverGoesBack() throws Exception {
        PropertyCheck.forAll(draw -> assertEndsInTheNewest(histories(draw), draw.random()));
    }

    private static void assertEndsInTheNewest(List<History> histories, Random random) {
        List<ChildState> told = tell(shuffledWithRepeats(histories, random));

        Map<String, ChildState> last = new HashMap<>();
        for (ChildState state : told) {
            ChildState before = last.put(state.name(), state);
            if (before != null) {
                assertThat(PhaseOrder.follows(
                                before.attempt(),
                                before.update().getPhase(),
                                state.attempt(),
                                state.update().getPhase()))
                        .isTrue();
            }
        }
        for (History history : histories) {
            assertThat(last.get(history.child())).isEqualTo(history.states().getLast());
        }
    }

    @Test
    void aFinalStateIsNeverLeft() throws Exception {
        PropertyCheck.forAll(
                draw -> assertFinalStatesStay(histories(draw), draw.random(), draw.of(ActionPhase.values())));
    }

    private static void assertFinalStatesStay(List<History> histories, Random random, ActionPhase late) {
        StreamView view = new StreamView();
        shuffledWithRepeats(histories, random).forEach(view::offer);

        for (History history : histories) {
            ChildState end = history.states().getLast();
            if (end.update().getPhase() == ActionPhase.ACTION_PHASE_SUCCEEDED && late != ActionPhase.UNRECOGNIZED) {
                assertThat(view.offer(state(history.child(), late, end.attempt() + 1)))
                        .isFalse();
            }
        }
    }

    private static List<History> histories(Draw draw) {
        Map<String, History> byChild = new HashMap<>();
        draw.list(1, 5, StreamViewTest::history).forEach(history -> byChild.putIfAbsent(history.child(), history));
        return List.copyOf(byChild.values());
    }

    private static History history(Draw draw) {
        return history(
                draw.letters(1, 4),
                draw.list(1, 3, d -> d.subset(STEPS)),
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

    private static List<ChildState> tell(List<ChildState> offered) {
        StreamView view = new StreamView();
        return offered.stream().filter(view::offer).toList();
    }

    private static ChildState state(String child, ActionPhase phase, int attempt) {
        ActionUpdate update = ActionUpdate.newBuilder()
                .setActionId(new ActionKey(RUN, child).toProto())
                .setPhase(phase)
                .build();
        return new ChildState(update, attempt);
    }
}
