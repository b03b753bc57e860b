package org.flyte.runs.action;

import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.model.ActionKey;
import com.google.protobuf.ByteString;
import java.time.Instant;
import org.flyte.platform.model.ActionPhases;
import org.flyte.platform.model.PhaseTransition.Observed;

/**
 * One fact about an action's phase, from either road (runs spec §3). A null says that the report does not tell.
 *
 * @param attempt from 1; 0 means the attempt that is recorded
 * @param startTime when the action started, as its executor saw it
 * @param error core.ExecutionError of a failure
 * @param outputUri where the outputs of a success are
 * @param signalValue core.Literal of a signalled condition
 * @param signalledBy common.EnrichedIdentity of who signalled
 */
public record PhaseReport(
        ActionKey key,
        int attempt,
        ActionPhase phase,
        int cacheStatus,
        Instant startTime,
        Instant endTime,
        ByteString error,
        String outputUri,
        ByteString signalValue,
        ByteString signalledBy,
        String abortReason) {

    /** A report of a phase and nothing else. */
    public static PhaseReport of(ActionKey key, int attempt, ActionPhase phase) {
        return new PhaseReport(key, attempt, phase, 0, null, null, null, null, null, null, null);
    }

    public int rank() {
        return ActionPhases.rank(phase);
    }

    public boolean terminal() {
        return ActionPhases.isTerminal(phase);
    }

    public Observed observed() {
        return new Observed(attempt, phase);
    }

    /** This report with what only an earlier one of the same attempt tells. */
    PhaseReport completedBy(PhaseReport earlier) {
        return new PhaseReport(
                key,
                attempt,
                phase,
                cacheStatus != 0 ? cacheStatus : earlier.cacheStatus,
                first(startTime, earlier.startTime),
                first(endTime, earlier.endTime),
                first(error, earlier.error),
                first(outputUri, earlier.outputUri),
                first(signalValue, earlier.signalValue),
                first(signalledBy, earlier.signalledBy),
                first(abortReason, earlier.abortReason));
    }

    private static <T> T first(T mine, T other) {
        return mine != null ? mine : other;
    }
}
