package org.flyte.actions.cluster;

import java.time.Instant;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.ExecutionError;
import org.flyte.idl.core.Literal;
import org.flyte.platform.model.ActionPhases;

/**
 * The part of a {@link TrackedAction} that changes while it runs.
 *
 * @param attempt from 1
 * @param phase UNSPECIFIED before the first reconcile
 * @param outputUri folder of the current attempt
 * @param error present when the phase is FAILED or TIMED_OUT, else null
 * @param value the value a condition was signalled with, else null
 * @param signalledBy subject of the caller who signalled, empty when unknown
 * @param ended when the terminal phase was reached, else null
 */
public record TrackedStatus(
        int attempt,
        ActionPhase phase,
        String outputUri,
        ExecutionError error,
        Literal value,
        String signalledBy,
        int cacheStatus,
        Instant ended) {

    /** A status without details, in the given attempt. */
    public static TrackedStatus of(int attempt, ActionPhase phase) {
        return new TrackedStatus(attempt, phase, "", null, null, "", 0, null);
    }

    /** Whether the attempt has ended. */
    public boolean isTerminal() {
        return ActionPhases.isTerminal(phase);
    }

    TrackedStatus aborted(Instant at) {
        return new TrackedStatus(
                attempt, ActionPhase.ACTION_PHASE_ABORTED, outputUri, null, value, signalledBy, cacheStatus, at);
    }
}
