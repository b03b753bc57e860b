package org.flyte.runs.watch.rule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flyte.idl.workflow.EnrichedAction;
import org.flyte.runs.query.row.ActionRow;

/**
 * The tree of a run as one stream has sent it: takes rows in any order and any number of times, and returns what the
 * client does not know yet.
 *
 * <p>Counts of an action cover all its descendants. An action that does not match is shown while a descendant does.
 * A row whose parent is not there yet waits for it. Not thread-safe.
 */
public final class ActionTree {
    private final Map<String, Node> nodes = new HashMap<>();
    private final Map<String, Map<String, ActionRow>> orphans = new LinkedHashMap<>();
    private final ActionFilter filter;

    public ActionTree(ActionFilter filter) {
        this.filter = filter;
    }

    /** Applies rows; returns the actions that changed for the client, parents before their children. */
    public List<EnrichedAction> apply(Collection<ActionRow> rows) {
        Set<Node> changed = new LinkedHashSet<>();
        rows.forEach(row -> put(row, changed));
        Map<Node, Boolean> updates = new HashMap<>();
        // Deepest first: whether an ancestor stays visible depends on what lies below it.
        List<Node> deepestFirst = new ArrayList<>(changed);
        deepestFirst.sort(Comparator.<Node>comparingInt(node -> node.depth).reversed());
        deepestFirst.forEach(node -> show(node, updates));
        return updates.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Node.IN_ORDER))
                .map(entry -> entry.getKey().message(entry.getValue()))
                .toList();
    }

    /** Names of parents that rows wait for. */
    public Set<String> missingParents() {
        return Set.copyOf(orphans.keySet());
    }

    public int size() {
        return nodes.size();
    }

    private void put(ActionRow first, Set<Node> changed) {
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

    private void insert(ActionRow row, Set<Node> changed) {
        Node node = new Node(row, row.parent() == null ? null : nodes.get(row.parent()));
        nodes.put(row.name(), node);
        node.matches = filter.matches(row);
        changed.add(node);
        for (Node above = node.parent; above != null; above = above.parent) {
            above.count(row.phaseNumber(), 1);
            above.matchingDescendants += node.matches ? 1 : 0;
            changed.add(above);
        }
    }

    private void update(Node node, ActionRow row, Set<Node> changed) {
        if (row.changeSeq() <= node.row.changeSeq()) {
            return;
        }
        int before = node.row.phaseNumber();
        boolean matched = node.matches;
        node.row = row;
        node.matches = filter.matches(row);
        changed.add(node);
        int matching = (node.matches ? 1 : 0) - (matched ? 1 : 0);
        if (before == row.phaseNumber() && matching == 0) {
            return;
        }
        for (Node above = node.parent; above != null; above = above.parent) {
            if (before != row.phaseNumber()) {
                above.count(before, -1);
                above.count(row.phaseNumber(), 1);
            }
            above.matchingDescendants += matching;
            changed.add(above);
        }
    }

    private static void show(Node node, Map<Node, Boolean> updates) {
        boolean visible = node.matches || node.matchingDescendants > 0;
        if (visible) {
            for (Node above = node; above != null; above = above.parent) {
                if (above == node || !above.visible) {
                    above.visible = true;
                    updates.put(above, true);
                }
            }
        } else if (node.visible) {
            node.visible = false;
            updates.put(node, false);
        }
    }
}
