package org.flyte.runs.action;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.flyte.platform.model.ActionKey;

/** Lists the recorded state of all children of an action, in the order in which they were recorded. */
@ApplicationScoped
class ListChildren {
    private final ChildStore children;

    ListChildren(ChildStore children) {
        this.children = children;
    }

    Uni<List<ChildRow>> execute(ActionKey parent) {
        return children.children(parent);
    }
}
