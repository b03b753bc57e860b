package org.flyte.executor.reconcile.rule;

import org.flyte.idl.common.ActionPhase;

/** The order of phases within an attempt, and their short names. */
public final class Phases {
    private static final String PREFIX = "ACTION_PHASE_";

    private Phases() {}

    /** Phases of an attempt never go back to a lower rank. */
    public static int rank(ActionPhase phase) {
        return switch (phase) {
            case ACTION_PHASE_QUEUED -> 1;
            case ACTION_PHASE_WAITING_FOR_RESOURCES -> 2;
            case ACTION_PHASE_INITIALIZING -> 3;
            case ACTION_PHASE_RUNNING, ACTION_PHASE_PAUSED -> 4;
            case ACTION_PHASE_SUCCEEDED,
                    ACTION_PHASE_FAILED,
                    ACTION_PHASE_ABORTED,
                    ACTION_PHASE_TIMED_OUT,
                    ACTION_PHASE_RECOVERED -> 5;
            case ACTION_PHASE_UNSPECIFIED, UNRECOGNIZED -> 0;
        };
    }

    public static boolean isTerminal(ActionPhase phase) {
        return rank(phase) == 5;
    }

    /** {@code RUNNING} for {@code ACTION_PHASE_RUNNING}. */
    public static String shortName(ActionPhase phase) {
        return phase.name().substring(PREFIX.length());
    }

    /** Absent and unknown names are UNSPECIFIED. */
    public static ActionPhase parse(String shortName) {
        if (shortName == null) {
            return ActionPhase.ACTION_PHASE_UNSPECIFIED;
        }
        try {
            return ActionPhase.valueOf(PREFIX + shortName);
        } catch (IllegalArgumentException e) {
            return ActionPhase.ACTION_PHASE_UNSPECIFIED;
        }
    }
}
