package org.flyte.actions.watch.rule;

import org.flyte.idl.workflow.ActionUpdate;

/** One child as a watcher should see it, and the attempt (from 1) that its phase belongs to. */
public record ChildState(ActionUpdate update, int attempt) {
    public ChildState {
        attempt = Math.max(1, attempt);
    }

    public String name() {
        return update.getActionId().getName();
    }
}
