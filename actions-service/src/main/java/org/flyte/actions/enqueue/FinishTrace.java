package org.flyte.actions.enqueue;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.actions.id.ActionKey;
import org.flyte.actions.trace.TraceErrors;
import org.flyte.actions.watch.Subscriptions;
import org.flyte.actions.watch.rule.ChildState;
import org.flyte.idl.actions.Action;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionUpdate;
import org.flyte.idl.workflow.TraceAction;

/**
 * Tells the parent's streams of a trace: it comes in when it has ended, so there is nothing to run (executor spec §1.3).
 * Its phase is the one it came with, its outputs are a file of their own.
 */
@ApplicationScoped
class FinishTrace {
    private final Subscriptions subscriptions;
    private final TraceErrors errors;
    private final Turns turns;

    FinishTrace(Subscriptions subscriptions, TraceErrors errors, Turns turns) {
        this.subscriptions = subscriptions;
        this.errors = errors;
        this.turns = turns;
    }

    Uni<Void> execute(ActionKey key, Action action) {
        ActionKey parent = key.sibling(action.getParentActionName());
        ActionUpdate update = update(key, action.getTrace());
        if (update.getPhase() != ActionPhase.ACTION_PHASE_FAILED) {
            subscriptions.publish(parent, new ChildState(update, 1));
            return Uni.createFrom().voidItem();
        }
        return turns.take(() -> errors.ofTrace(action.getRunOutputBase(), key.name()))
                .map(error -> {
                    ActionUpdate failed = update.toBuilder().setError(error).build();
                    subscriptions.publish(parent, new ChildState(failed, 1));
                    return null;
                });
    }

    private static ActionUpdate update(ActionKey key, TraceAction trace) {
        boolean phaseGiven = trace.getPhase() != ActionPhase.ACTION_PHASE_UNSPECIFIED
                && trace.getPhase() != ActionPhase.UNRECOGNIZED;
        return ActionUpdate.newBuilder()
                .setActionId(key.toProto())
                .setPhase(phaseGiven ? trace.getPhase() : ActionPhase.ACTION_PHASE_SUCCEEDED)
                .setOutputUri(trace.getOutputs().getOutputUri())
                .build();
    }
}
