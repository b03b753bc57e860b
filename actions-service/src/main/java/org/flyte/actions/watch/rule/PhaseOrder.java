package org.flyte.actions.watch.rule;

import org.flyte.idl.common.ActionPhase;

/**
 * The order of phases: by attempt, then by rank; the first terminal phase of an attempt is final, and only a higher
 * attempt reopens an action, and only one that failed or timed out (runs spec §3, design D3).
 */
public final class PhaseOrder {
    private PhaseOrder() {}

    /** Whether the reported phase follows the known one. */
    public static boolean follows(int knownAttempt, ActionPhase known, int attempt, ActionPhase reported) {
        if (rank(reported) == 0) {
            return false;
        }
        if (attempt != knownAttempt) {
            return attempt > knownAttempt && (!isTerminal(known) || isRetryable(known));
        }
        return !isTerminal(known) && rank(reported) > rank(known);
    }

    public static boolean isTerminal(ActionPhase phase) {
        return rank(phase) == 6;
    }

    private static boolean isRetryable(ActionPhase phase) {
        return phase == ActionPhase.ACTION_PHASE_FAILED || phase == ActionPhase.ACTION_PHASE_TIMED_OUT;
    }

    private static int rank(ActionPhase phase) {
        return switch (phase) {
            case ACTION_PHASE_UNSPECIFIED, UNRECOGNIZED -> 0;
            case ACTION_PHASE_QUEUED -> 1;
            case ACTION_PHASE_WAITING_FOR_RESOURCES -> 2;
            case ACTION_PHASE_INITIALIZING -> 3;
            case ACTION_PHASE_RUNNING -> 4;
            case ACTION_PHASE_PAUSED -> 5;
            case ACTION_PHASE_SUCCEEDED,
                    ACTION_PHASE_FAILED,
                    ACTION_PHASE_ABORTED,
                    ACTION_PHASE_TIMED_OUT,
                    ACTION_PHASE_RECOVERED -> 6;
        };
    }
}
