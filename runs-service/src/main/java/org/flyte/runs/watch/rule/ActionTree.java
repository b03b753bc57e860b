package org.flyte.runs.watch.rule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flyte.runs.query.row.ActionRow;

/**
 * The tree of a run, of which any number of streams have a view: takes rows in any order and any number of times, and marks
 * for each view what its client does not know yet.
 *
 * <p>Counts of an action cover all its descendants. A row whose parent is not there yet waits for it. Thread-safe; its monitor
 * also guards the views.
 */
public final class ActionTree {
    private final Map<String, Node> nodes = new HashMap<>();
    /** By index: a parent has a lower one than its children. */
    private final List<Node> inOrder = new ArrayList<>();

    private final Map<String, Map<String, ActionRow>> orphans = new LinkedHashMap<>();
    private final List<TreeView> views = new ArrayList<>();

    /** A view of a client that knows nothing yet. It is kept up to date until it is closed. */
    public synchronized TreeView open(ActionFilter filter) {
        TreeView view = new TreeView(this, filter);
        BitSet all = new BitSet();
        all.set(0, inOrder.size());
        view.mark(all);
        views.add(view);
        return view;
    }

    /** Applies rows. */
    public synchronized void apply(Collection<ActionRow> rows) {
        BitSet changed = new BitSet();
        rows.forEach(row -> put(row, changed));
        views.forEach(view -> view.mark(changed));
    }

    /** Names of parents that rows wait for. */
    public synchronized Set<String> missingParents() {
        return Set.copyOf(orphans.keySet());
    }

    /** Whether the tree has this version of an action or a newer one. */
    public synchronized boolean has(String name, long version) {
        Node node = nodes.get(name);
        return node != null && node.row.changeSeq() >= version;
    }

    /** Any action of the run. */
    public synchronized Optional<ActionRow> any() {
        return inOrder.isEmpty() ? Optional.empty() : Optional.of(inOrder.getFirst().row);
    }

    public synchronized int size() {
        return inOrder.size();
    }

    synchronized void close(TreeView view) {
        views.remove(view);
    }

    Node node(int index) {
        return inOrder.get(index);
    }

    private void put(ActionRow first, BitSet changed) {
        Deque<ActionRow> todo = new ArrayDeque<>();
        todo.add(first);
        while (!todo.isEmpty()) {
            ActionRow row = todo.poll();
            Node known = nodes.get(row.name());
            if (known != null) {
                update(known, row, changed);
            } else if (row.parent() == null || nodes.containsKey(row.parent())) {
                insert(row, changed);
                Map<String, ActionRow> waiting = orphans.remove(row.name());
                if (waiting != null) {
                    todo.addAll(waiting.values());
                }
            } else {
                orphans.computeIfAbsent(row.parent(), name -> new LinkedHashMap<>())
                        .merge(row.name(), row, ActionRow::newer);
            }
        }
    }

    private void insert(ActionRow row, BitSet changed) {
        Node node = new Node(inOrder.size(), row, row.parent() == null ? null : nodes.get(row.parent()));
        nodes.put(row.name(), node);
        inOrder.add(node);
        changed.set(node.index);
        for (Node above = node.parent; above != null; above = above.parent) {
            above.count(row.phaseNumber(), 1);
            changed.set(above.index);
        }
    }

    private static void update(Node node, ActionRow row, BitSet changed) {
        if (row.changeSeq() <= node.row.changeSeq()) {
            return;
        }
        int before = node.row.phaseNumber();
        node.row = row;
        changed.set(node.index);
        if (before == row.phaseNumber()) {
            return;
        }
        for (Node above = node.parent; above != null; above = above.parent) {
            above.count(before, -1);
            above.count(row.phaseNumber(), 1);
            changed.set(above.index);
        }
    }
}
