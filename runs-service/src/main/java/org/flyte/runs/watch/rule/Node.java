package org.flyte.runs.watch.rule;

import java.util.Arrays;
import org.flyte.runs.query.row.ActionRow;

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
    ShownAction shown(boolean meetsFilter) {
        return new ShownAction(row, depth, counts == null ? null : counts.clone(), meetsFilter);
    }
}
