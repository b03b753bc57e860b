package org.flyte.runs.watch.rule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * What one client does not know yet of a tree, by index of the actions. What changes again before it is taken is taken once,
 * in its newest state.
 *
 * <p>An action that does not match the filter is shown while a descendant does. Its state is guarded by the tree's monitor.
 */
public final class TreeView {
    /** The monitor is held for no more actions at a time. */
    private static final int MAX_CHECKED = 4_096;

    private final ActionTree tree;
    private final ActionFilter filter;
    private final BitSet changed = new BitSet();
    /** Checked against the filter, and to be sent if the client sees or saw the action. */
    private final BitSet pending = new BitSet();

    /** Of the snapshot, and not taken yet. */
    private final BitSet owed = new BitSet();

    private final BitSet matching = new BitSet();
    private final BitSet visible = new BitSet();
    private int[] matchingDescendants = new int[16];

    TreeView(ActionTree tree, ActionFilter filter) {
        this.tree = tree;
        this.filter = filter;
    }

    /** Takes what the client does not know yet, parents before their children. May be empty while more is pending. */
    public List<ShownAction> take(int max) {
        List<ShownAction> taken = new ArrayList<>();
        synchronized (tree) {
            check();
            for (int i = pending.nextSetBit(0); i >= 0 && taken.size() < max; i = pending.nextSetBit(i + 1)) {
                pending.clear(i);
                owed.clear(i);
                boolean shown = isShown(i);
                if (shown || visible.get(i)) {
                    visible.set(i, shown);
                    taken.add(tree.node(i).shown(shown));
                }
            }
        }
        taken.sort(ShownAction.IN_ORDER);
        return taken;
    }

    /** Ends the snapshot: what the client does not know now still belongs to it. */
    public void endSnapshot() {
        synchronized (tree) {
            owed.or(changed);
            owed.or(pending);
        }
    }

    /** Whether all of the snapshot has been taken, once it has ended. */
    public boolean isSnapshotTaken() {
        synchronized (tree) {
            return owed.isEmpty();
        }
    }

    public boolean hasPending() {
        synchronized (tree) {
            return !changed.isEmpty() || !pending.isEmpty();
        }
    }

    /** Ends it. */
    public void close() {
        tree.close(this);
    }

    void mark(BitSet actions) {
        changed.or(actions);
    }

    private void check() {
        if (filter.matchesAll()) {
            pending.or(changed);
            changed.clear();
            return;
        }
        if (matchingDescendants.length < tree.size()) {
            matchingDescendants = Arrays.copyOf(matchingDescendants, tree.size() + tree.size() / 2);
        }
        int checked = 0;
        for (int i = changed.nextSetBit(0); i >= 0 && checked < MAX_CHECKED; i = changed.nextSetBit(i + 1)) {
            changed.clear(i);
            pending.set(i);
            checked++;
            Node node = tree.node(i);
            boolean matches = filter.matches(node.row);
            if (matches != matching.get(i)) {
                matching.set(i, matches);
                count(node, matches ? 1 : -1);
            }
        }
    }

    /** An ancestor appears with its first matching descendant, and disappears with the last. */
    private void count(Node node, int change) {
        for (Node above = node.parent; above != null; above = above.parent) {
            int before = matchingDescendants[above.index];
            matchingDescendants[above.index] = before + change;
            if (before == 0 || before + change == 0) {
                pending.set(above.index);
            }
        }
    }

    private boolean isShown(int index) {
        return filter.matchesAll() || matching.get(index) || matchingDescendants[index] > 0;
    }
}
