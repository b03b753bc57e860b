package org.flyte.runs.query.rule;

import org.flyte.idl.common.ActionPhase;

/** Groups of phases (runs spec §3). */
public final class Phases {
    private Phases() {}

    public static boolean isTerminal(ActionPhase phase) {
        return switch (phase) {
            case ACTION_PHASE_SUCCEEDED,
                    ACTION_PHASE_FAILED,
                    ACTION_PHASE_ABORTED,
                    ACTION_PHASE_TIMED_OUT,
                    ACTION_PHASE_RECOVERED -> true;
            default -> false;
        };
    }

    /** Whether outputs can be read. */
    public static boolean hasOutputs(ActionPhase phase) {
        return phase == ActionPhase.ACTION_PHASE_SUCCEEDED || phase == ActionPhase.ACTION_PHASE_RECOVERED;
    }
}
