package org.flyte.runs.watch.rule;

import java.util.Arrays;
import java.util.Comparator;
import org.flyte.idl.workflow.EnrichedAction;
import org.flyte.runs.query.row.ActionRow;
import org.flyte.runs.query.rule.ActionProjection;

/** An action in the tree of a run, with counts of all its descendants. */
final class Node {
    private static final int PHASES = 16;

    final int index;
    final Node parent;
    final int depth;
    ActionRow row;
    /** By phase; -1 for a phase that no descendant was ever in. Null until there is one. */
    private int[] counts;

    Node(int index, ActionRow row, Node parent) {
        this.index = index;
        this.row = row;
        this.parent = parent;
        this.depth = parent == null ? 0 : parent.depth + 1;
    }

    void count(int phase, int change) {
        if (counts == null) {
            counts = new int[PHASES];
            Arrays.fill(counts, -1);
        }
        counts[phase] = Math.max(0, counts[phase]) + change;
    }

    /** The state of this moment. */
    Shown shown(boolean meetsFilter) {
        return new Shown(row, depth, counts == null ? null : counts.clone(), meetsFilter);
    }

    /**
     * What a client is to see of an action.
     *
     * @param counts of descendants by phase, null for none
     */
    record Shown(ActionRow row, int depth, int[] counts, boolean meetsFilter) {
        /** Parents before their children, then in order of creation. */
        static final Comparator<Shown> IN_ORDER = Comparator.<Shown>comparingInt(shown -> shown.depth)
                .thenComparing(shown -> shown.row.timing().createdAt())
                .thenComparing(shown -> shown.row.name());

        EnrichedAction message() {
            EnrichedAction.Builder message = EnrichedAction.newBuilder()
                    .setAction(new ActionProjection(row).action())
                    .setMeetsFilter(meetsFilter);
            if (counts != null) {
                for (int phase = 0; phase < PHASES; phase++) {
                    if (counts[phase] >= 0) {
                        message.putChildrenPhaseCounts(phase, counts[phase]);
                    }
                }
            }
            return message.build();
        }
    }
}
