package org.flyte.actions.cluster;

import java.time.Instant;
import org.flyte.actions.child.ChildState;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionUpdate;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.PhaseTransition.Observed;
import org.flyte.platform.tracing.TraceParent;

/**
 * What is kept in memory of a TaskAction: a few hundred bytes, no template.
 *
 * @param parent name of the parent action, empty for the root
 * @param resource its TaskAction
 * @param condition whether it is a condition rather than a task
 * @param runOutputBase base folder of the run
 * @param deleting whether Kubernetes removes it as soon as it has no finalizer
 * @param trace of the span that made it, null without one
 */
public record TrackedAction(
        ActionKey key,
        String parent,
        ObjectName resource,
        String uid,
        boolean condition,
        RunContext context,
        String runOutputBase,
        Instant created,
        boolean deleting,
        TraceParent trace,
        TrackedStatus status) {

    /** From 1. */
    public int attempt() {
        return status.attempt();
    }

    /** UNSPECIFIED before the first reconcile. */
    public ActionPhase phase() {
        return status.phase();
    }

    /** Phase and attempt, for comparison with another state of the same action. */
    public Observed observed() {
        return new Observed(status.attempt(), status.phase());
    }

    /** Whether its current attempt has ended. */
    public boolean isTerminal() {
        return status.isTerminal();
    }

    /** Whether it is a child of another action. */
    public boolean hasParent() {
        return !parent.isEmpty();
    }

    /** The key of the parent; only when there is one. */
    public ActionKey parentKey() {
        return key.sibling(parent);
    }

    /** Its state as its parent's watchers receive it. */
    public ChildState childState() {
        ActionUpdate.Builder update = ActionUpdate.newBuilder()
                .setActionId(key.toProto())
                .setPhase(phase())
                .setOutputUri(status.outputUri());
        if (status.error() != null) {
            update.setError(status.error());
        }
        if (status.value() != null) {
            update.setValue(status.value());
        }
        return new ChildState(update.build(), attempt());
    }

    /** The same action after its TaskAction was deleted: unless it had ended before, it is aborted. */
    TrackedAction deleted(Instant now) {
        return isTerminal()
                ? this
                : new TrackedAction(
                        key,
                        parent,
                        resource,
                        uid,
                        condition,
                        context,
                        runOutputBase,
                        created,
                        true,
                        trace,
                        status.aborted(now));
    }

    /** The same action with an equal context that all actions of its run share. */
    TrackedAction sharing(RunContext shared) {
        return new TrackedAction(
                key, parent, resource, uid, condition, shared, runOutputBase, created, deleting, trace, status);
    }
}
