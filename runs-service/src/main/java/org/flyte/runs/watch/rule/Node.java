package org.flyte.runs.watch.rule;

import java.util.Arrays;
import java.util.Comparator;
import org.flyte.idl.workflow.EnrichedAction;
import org.flyte.runs.query.row.ActionRow;
import org.flyte.runs.query.rule.ActionProjection;

/** An action in the tree of a run, with counts of all its descendants. */
final class Node {
    /** Parents before their children, then in order of creation. */
    static final Comparator<Node> IN_ORDER = Comparator.<Node>comparingInt(node -> node.depth)
            .thenComparing(node -> node.row.timing().createdAt())
            .thenComparing(node -> node.row.name());

    private static final int PHASES = 16;

    ActionRow row;
    final Node parent;
    final int depth;
    boolean matches;
    boolean visible;
    int matchingDescendants;
    /** By phase; -1 for a phase that no descendant was ever in. Null until there is one. */
    private int[] counts;

    Node(ActionRow row, Node parent) {
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

    EnrichedAction message(boolean meetsFilter) {
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
