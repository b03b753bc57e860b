package org.flyte.runs.watch.rule;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.flyte.idl.workflow.EnrichedAction;
import org.flyte.runs.query.row.ActionRow;

/** A tree with one view whose client takes everything at once. */
final class ShownTree {
    private final ActionTree tree = new ActionTree();
    private final TreeView view;

    ShownTree(ActionFilter filter) {
        view = tree.open(filter);
    }

    /** Applies rows; returns what the client is sent. */
    List<EnrichedAction> apply(Collection<ActionRow> rows) {
        tree.apply(rows);
        return takeAll(view, Integer.MAX_VALUE);
    }

    Set<String> missingParents() {
        return tree.missingParents();
    }

    static List<EnrichedAction> takeAll(TreeView view, int page) {
        List<EnrichedAction> taken = new ArrayList<>();
        while (view.hasPending()) {
            view.take(page).forEach(action -> taken.add(action.message()));
        }
        return taken;
    }
}
