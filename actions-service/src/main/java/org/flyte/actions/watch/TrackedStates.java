package org.flyte.actions.watch;

import org.flyte.actions.cluster.TrackedAction;
import org.flyte.actions.watch.rule.ChildState;
import org.flyte.idl.workflow.ActionUpdate;

/** A TaskAction as its parent's watcher sees it. */
final class TrackedStates {
    private TrackedStates() {}

    static ChildState of(TrackedAction action) {
        ActionUpdate.Builder update = ActionUpdate.newBuilder()
                .setActionId(action.key().toProto())
                .setPhase(action.phase())
                .setOutputUri(action.outputUri());
        if (action.error() != null) {
            update.setError(action.error());
        }
        if (action.value() != null) {
            update.setValue(action.value());
        }
        return new ChildState(update.build(), action.attempt());
    }
}
