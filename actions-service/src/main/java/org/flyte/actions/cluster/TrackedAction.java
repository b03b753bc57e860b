package org.flyte.actions.cluster;

import java.time.Instant;
import org.flyte.actions.id.ActionKey;
import org.flyte.actions.watch.rule.PhaseOrder;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.ExecutionError;
import org.flyte.idl.core.Literal;

/**
 * What is kept in memory of a TaskAction: a few hundred bytes, no template.
 *
 * @param parent name of the parent action, empty for the root
 * @param resource name of the TaskAction
 * @param condition whether it is a condition rather than a task
 * @param attempt from 1
 * @param phase UNSPECIFIED before the first reconcile
 * @param runOutputBase base folder of the run
 * @param outputUri folder of the current attempt
 * @param error present when the phase is FAILED or TIMED_OUT, else null
 * @param value what a condition was answered with, else null
 * @param ended when the terminal phase was reached, else null
 * @param deleting whether Kubernetes is to remove it once its finalizers are gone
 */
public record TrackedAction(
        ActionKey key,
        String parent,
        String resource,
        String uid,
        boolean condition,
        RunContext context,
        int attempt,
        ActionPhase phase,
        String runOutputBase,
        String outputUri,
        ExecutionError error,
        Literal value,
        String signalledBy,
        int cacheStatus,
        Instant created,
        Instant ended,
        boolean deleting) {

    public boolean isTerminal() {
        return PhaseOrder.isTerminal(phase);
    }

    public boolean hasParent() {
        return !parent.isEmpty();
    }

    /** The same action when its TaskAction is gone: what did not end before has been aborted. */
    TrackedAction gone(Instant now) {
        return isTerminal() ? this : with(ActionPhase.ACTION_PHASE_ABORTED, now);
    }

    /** The same action with an equal context that is shared by all of its run. */
    TrackedAction sharing(RunContext shared) {
        return new TrackedAction(
                key,
                parent,
                resource,
                uid,
                condition,
                shared,
                attempt,
                phase,
                runOutputBase,
                outputUri,
                error,
                value,
                signalledBy,
                cacheStatus,
                created,
                ended,
                deleting);
    }

    private TrackedAction with(ActionPhase newPhase, Instant at) {
        return new TrackedAction(
                key,
                parent,
                resource,
                uid,
                condition,
                context,
                attempt,
                newPhase,
                runOutputBase,
                outputUri,
                null,
                value,
                signalledBy,
                cacheStatus,
                created,
                at,
                true);
    }
}
