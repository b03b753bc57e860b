package org.flyte.actions.enqueue;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.actions.child.ChildState;
import org.flyte.actions.error.ErrorDocumentStore;
import org.flyte.actions.watch.Subscriptions;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionUpdate;
import org.flyte.idl.workflow.TraceAction;
import org.flyte.platform.model.ActionPhases;

/**
 * Publishes a trace to the streams of its parent. A trace is enqueued after it has ended, so nothing is left to run: its
 * phase is the one it was sent with, its outputs are a file of their own.
 */
@ApplicationScoped
class PublishTrace {
    private final Subscriptions subscriptions;
    private final ErrorDocumentStore errors;
    private final Bulkhead bulkhead;

    PublishTrace(Subscriptions subscriptions, ErrorDocumentStore errors, Bulkhead bulkhead) {
        this.subscriptions = subscriptions;
        this.errors = errors;
        this.bulkhead = bulkhead;
    }

    Uni<Void> execute(EnqueuedAction action, TraceAction trace) {
        ChildState state = ChildState.ofFirstAttempt(update(action, trace));
        if (state.update().getPhase() != ActionPhase.ACTION_PHASE_FAILED) {
            subscriptions.publish(action.parentKey(), state);
            return Uni.createFrom().voidItem();
        }
        return bulkhead.run(() ->
                        errors.ofTrace(action.runOutputBase(), action.key().name()))
                .map(error -> {
                    subscriptions.publish(action.parentKey(), state.withError(error));
                    return null;
                });
    }

    private static ActionUpdate update(EnqueuedAction action, TraceAction trace) {
        boolean hasPhase = ActionPhases.rank(trace.getPhase()) > 0;
        return ActionUpdate.newBuilder()
                .setActionId(action.key().toProto())
                .setPhase(hasPhase ? trace.getPhase() : ActionPhase.ACTION_PHASE_SUCCEEDED)
                .setOutputUri(trace.getOutputs().getOutputUri())
                .build();
    }
}
