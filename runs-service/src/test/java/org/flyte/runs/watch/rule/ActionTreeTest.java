package org.flyte.runs.watch.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.flyte.runs.query.row.ActionRowSamples.row;

import java.util.List;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.Filter;
import org.flyte.idl.common.Filter.Function;
import org.flyte.idl.workflow.EnrichedAction;
import org.flyte.runs.query.row.ActionRow;
import org.junit.jupiter.api.Test;

class ActionTreeTest {
    private static final ActionPhase QUEUED = ActionPhase.ACTION_PHASE_QUEUED;
    private static final ActionPhase RUNNING = ActionPhase.ACTION_PHASE_RUNNING;
    private static final ActionPhase SUCCEEDED = ActionPhase.ACTION_PHASE_SUCCEEDED;

    @Test
    void countsAllDescendantsAndKeepsZeros() {
        ShownTree tree = new ShownTree(ActionFilter.of(List.of()));
        tree.apply(List.of(row("a0", null, RUNNING, 1), row("p", "a0", RUNNING, 2), row("c", "p", QUEUED, 3)));

        List<EnrichedAction> sent = tree.apply(List.of(row("c", "p", SUCCEEDED, 4)));

        assertThat(sent).extracting(ActionTreeTest::name).containsExactly("a0", "p", "c");
        assertThat(sent.get(0).getChildrenPhaseCountsMap()).containsOnly(entry(1, 0), entry(4, 1), entry(5, 1));
        assertThat(sent.get(1).getChildrenPhaseCountsMap()).containsOnly(entry(1, 0), entry(5, 1));
    }

    @Test
    void holdsBackAnOrphanUntilItsParentIsThere() {
        ShownTree tree = new ShownTree(ActionFilter.of(List.of()));
        assertThat(tree.apply(List.of(row("c", "p", QUEUED, 3), row("a0", null, RUNNING, 1))))
                .extracting(ActionTreeTest::name)
                .containsExactly("a0");
        assertThat(tree.missingParents()).containsExactly("p");

        assertThat(tree.apply(List.of(row("c", "p", SUCCEEDED, 5), row("p", "a0", RUNNING, 4))))
                .extracting(ActionTreeTest::name)
                .containsExactly("a0", "p", "c");
        assertThat(tree.missingParents()).isEmpty();
    }

    @Test
    void ignoresAnOlderVersionOfARow() {
        ShownTree tree = new ShownTree(ActionFilter.of(List.of()));
        tree.apply(List.of(row("a0", null, SUCCEEDED, 9)));

        assertThat(tree.apply(List.of(row("a0", null, RUNNING, 8), row("a0", null, SUCCEEDED, 9))))
                .isEmpty();
    }

    @Test
    void showsAParentWhileAChildMatchesAndWithdrawsBothAfterwards() {
        ShownTree tree = new ShownTree(ActionFilter.of(List.of(phaseIn("4"))));
        assertThat(tree.apply(List.of(row("a0", null, QUEUED, 1), row("c", "a0", QUEUED, 2))))
                .isEmpty();

        List<EnrichedAction> shown = tree.apply(List.of(row("c", "a0", RUNNING, 3)));
        List<EnrichedAction> takenBack = tree.apply(List.of(row("c", "a0", SUCCEEDED, 4)));

        assertThat(shown).extracting(ActionTreeTest::name).containsExactly("a0", "c");
        assertThat(shown).allMatch(EnrichedAction::getMeetsFilter);
        assertThat(takenBack).extracting(ActionTreeTest::name).containsExactly("a0", "c");
        assertThat(takenBack).noneMatch(EnrichedAction::getMeetsFilter);
        assertThat(tree.apply(List.of(row("c", "a0", SUCCEEDED, 5)))).isEmpty();
    }

    @Test
    void matchesNamesByTheShortNameOnly() {
        ShownTree tree = new ShownTree(ActionFilter.of(List.of(Filter.newBuilder()
                .setField("NAME")
                .setFunction(Function.CONTAINS_CASE_INSENSITIVE)
                .addValues("TRAIN")
                .build())));

        List<EnrichedAction> sent = tree.apply(
                List.of(row("a0", null, RUNNING, 1), row("training", "a0", RUNNING, 2), row("pkg", "a0", RUNNING, 3)));

        assertThat(sent).extracting(ActionTreeTest::name).containsExactly("a0", "training");
    }

    @Test
    void sendsParentsBeforeChildrenWhateverTheirTimes() {
        ShownTree tree = new ShownTree(ActionFilter.of(List.of()));
        ActionRow child = row("c", "a0", QUEUED, 2, 1, 10);
        ActionRow root = row("a0", null, RUNNING, 1, 1, 20);

        assertThat(tree.apply(List.of(child, root)))
                .extracting(ActionTreeTest::name)
                .containsExactly("a0", "c");
    }

    private static Filter phaseIn(String... values) {
        return Filter.newBuilder()
                .setField("PHASE")
                .setFunction(Function.VALUE_IN)
                .addAllValues(List.of(values))
                .build();
    }

    private static String name(EnrichedAction action) {
        return action.getAction().getId().getName();
    }
}
