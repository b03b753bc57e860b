package org.flyte.actions.rpc;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.actions.abort.Abort;
import org.flyte.actions.abort.AbortSubtree;
import org.flyte.actions.enqueue.EnqueueAction;
import org.flyte.actions.enqueue.EnqueuedAction;
import org.flyte.actions.pod.CheckClusterObjects;
import org.flyte.actions.pod.RequireOwnSubtree;
import org.flyte.actions.signal.ReceivedSignal;
import org.flyte.actions.signal.SignalCondition;
import org.flyte.actions.watch.StreamChildUpdates;
import org.flyte.idl.actions.WatchForUpdatesResponse;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.runtime.LogContext;

/**
 * Calls the use cases for both protocols, with the action in the context of the log. Changes continue when their client
 * disconnects, so that they never stop halfway.
 */
@ApplicationScoped
class ActionCalls {
    private final EnqueueAction enqueueAction;
    private final AbortSubtree abortSubtree;
    private final SignalCondition signalCondition;
    private final StreamChildUpdates streamChildUpdates;
    private final RequireOwnSubtree requireOwnSubtree;
    private final CheckClusterObjects checkClusterObjects;

    ActionCalls(
            EnqueueAction enqueueAction,
            AbortSubtree abortSubtree,
            SignalCondition signalCondition,
            StreamChildUpdates streamChildUpdates,
            RequireOwnSubtree requireOwnSubtree,
            CheckClusterObjects checkClusterObjects) {
        this.enqueueAction = enqueueAction;
        this.abortSubtree = abortSubtree;
        this.signalCondition = signalCondition;
        this.streamChildUpdates = streamChildUpdates;
        this.requireOwnSubtree = requireOwnSubtree;
        this.checkClusterObjects = checkClusterObjects;
    }

    Uni<Void> enqueue(EnqueuedAction action) {
        logContext(action.key());
        checkClusterObjects.execute(action);
        // A root has no parent, and no pod makes one: it is checked itself.
        ActionKey below = action.isRoot() ? action.key() : action.parentKey();
        return requireOwnSubtree
                .execute(below)
                .chain(() -> uncancellable(enqueueAction.execute(action)))
                .replaceWithVoid();
    }

    Uni<Void> abort(Abort abort) {
        logContext(abort.action());
        return requireOwnSubtree
                .execute(abort.action())
                .chain(() -> uncancellable(abortSubtree.execute(abort)))
                .replaceWithVoid();
    }

    Uni<Void> signal(ReceivedSignal signal) {
        logContext(signal.condition());
        return uncancellable(signalCondition.execute(signal)).replaceWithVoid();
    }

    Multi<WatchForUpdatesResponse> watchChildren(ActionKey parent) {
        logContext(parent);
        return streamChildUpdates.execute(parent);
    }

    private static void logContext(ActionKey key) {
        LogContext.ofAction(key.run(), key.name()).put();
    }

    private static <T> Uni<T> uncancellable(Uni<T> work) {
        return Uni.createFrom().emitter(emitter -> work.subscribe().with(emitter::complete, emitter::fail));
    }
}
