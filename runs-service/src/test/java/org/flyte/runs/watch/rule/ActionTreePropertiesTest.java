package org.flyte.runs.watch.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.Filter;
import org.flyte.idl.common.Filter.Function;
import org.flyte.idl.workflow.EnrichedAction;
import org.flyte.platform.propertytest.Draw;
import org.flyte.platform.propertytest.PropertyCheck;
import org.flyte.runs.query.row.ActionRow;
import org.flyte.runs.query.row.ActionRowSamples;
import org.junit.jupiter.api.Test;

class ActionTreePropertiesTest {
    private static final int ACTIONS = 8;

    @Test
    void convergesForAnyOrderOfTheSameRows() throws Exception {
        PropertyCheck.forAll(draw -> {
            List<ActionRow> rows = history(draw);
            boolean filtered = draw.bool();
            List<ActionRow> shuffled = new ArrayList<>(rows);
            shuffled.addAll(rows.subList(0, rows.size() / 2));
            Collections.shuffle(shuffled, draw.random());

            assertThat(picture(shuffled, filtered)).isEqualTo(picture(rows, filtered));
        });
    }

    @Test
    void showsEveryViewTheSameInTheEndWheneverItWasOpenedAndRead() throws Exception {
        PropertyCheck.forAll(draw -> {
            List<ActionRow> rows = history(draw);
            Collections.shuffle(rows, draw.random());
            ActionTree tree = new ActionTree();
            ActionFilter filter = ActionFilter.of(draw.bool() ? List.of(running()) : List.of());
            Map<TreeView, Map<String, EnrichedAction>> views = new LinkedHashMap<>();
            for (ActionRow row : rows) {
                if (draw.integer(0, 5) == 0) {
                    views.put(tree.open(filter), new HashMap<>());
                }
                tree.apply(List.of(row));
                views.forEach((view, picture) -> {
                    if (draw.bool()) {
                        add(
                                picture,
                                view.take(draw.integer(1, 3)).stream()
                                        .map(ShownAction::message)
                                        .toList());
                    }
                });
            }
            views.forEach((view, picture) -> add(picture, ShownTree.takeAll(view, 2)));

            Map<String, EnrichedAction> fresh = new HashMap<>();
            add(fresh, ShownTree.takeAll(tree.open(filter), 100));
            assertThat(views.values()).allSatisfy(picture -> assertThat(picture).isEqualTo(fresh));
        });
    }

    /** As a client does. A parent comes before its children. */
    private static void add(Map<String, EnrichedAction> picture, List<EnrichedAction> taken) {
        for (EnrichedAction action : taken) {
            String name = action.getAction().getId().getName();
            if (action.getMeetsFilter()) {
                String parent = action.getAction().getMetadata().getParent();
                assertThat(parent.isEmpty() || picture.containsKey(parent)).isTrue();
                picture.put(name, action);
            } else {
                assertThat(picture.remove(name)).isNotNull();
            }
        }
    }

    /** What a reader has who keeps the newest message of each action that meets the filter. */
    private static Map<String, EnrichedAction> picture(List<ActionRow> rows, boolean filtered) {
        ShownTree tree = new ShownTree(ActionFilter.of(filtered ? List.of(running()) : List.of()));
        Map<String, EnrichedAction> picture = new HashMap<>();
        for (ActionRow row : rows) {
            for (EnrichedAction action : tree.apply(List.of(row))) {
                picture.put(action.getAction().getId().getName(), action);
            }
        }
        picture.values().removeIf(action -> !action.getMeetsFilter());
        picture.replaceAll((name, action) -> withoutZeros(action));
        return picture;
    }

    private static EnrichedAction withoutZeros(EnrichedAction action) {
        EnrichedAction.Builder bare = action.toBuilder().clearChildrenPhaseCounts();
        action.getChildrenPhaseCountsMap().forEach((phase, count) -> {
            if (count > 0) {
                bare.putChildrenPhaseCounts(phase, count);
            }
        });
        return bare.build();
    }

    private static Filter running() {
        return Filter.newBuilder()
                .setField("PHASE")
                .setFunction(Function.VALUE_IN)
                .addValues("4")
                .build();
    }

    /** A tree whose action n hangs under an earlier one, each first as created and then with some changes. */
    private static List<ActionRow> history(Draw draw) {
        return history(
                draw.list(ACTIONS, ACTIONS, d -> d.integer(0, 1000)),
                draw.list(0, 20, d -> d.integer(0, ACTIONS * 10 - 1)));
    }

    private static List<ActionRow> history(List<Integer> parents, List<Integer> changes) {
        List<ActionRow> rows = new ArrayList<>();
        long version = 0;
        for (int i = 0; i < ACTIONS; i++) {
            rows.add(row(i, parents, 1, ++version));
        }
        for (int change : changes) {
            rows.add(row(change / 10, parents, change % 10 + 1, ++version));
        }
        return rows;
    }

    private static ActionRow row(int i, List<Integer> parents, int phase, long version) {
        String parent = i == 0 ? null : "a" + parents.get(i) % i;
        return ActionRowSamples.row("a" + i, parent, ActionPhase.forNumber(phase), version);
    }
}
