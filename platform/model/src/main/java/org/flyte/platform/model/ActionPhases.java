package org.flyte.platform.model;

import org.flyte.idl.common.ActionPhase;

/** The order and the groups of {@link ActionPhase}, which as a generated enum cannot carry them itself. */
public final class ActionPhases {
    /** Rank that all terminal phases share: none of them outranks another. */
    public static final int TERMINAL_RANK = 6;

    private static final String PREFIX = "ACTION_PHASE_";

    private ActionPhases() {}

    /** The rank of a phase within its attempt, from 1; 0 for UNSPECIFIED and for phases that this version does not know. */
    public static int rank(ActionPhase phase) {
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
                    ACTION_PHASE_RECOVERED -> TERMINAL_RANK;
        };
    }

    /** Whether the attempt has ended. */
    public static boolean isTerminal(ActionPhase phase) {
        return rank(phase) == TERMINAL_RANK;
    }

    /** Whether a further attempt may follow this phase. */
    public static boolean isRetryable(ActionPhase phase) {
        return phase == ActionPhase.ACTION_PHASE_FAILED || phase == ActionPhase.ACTION_PHASE_TIMED_OUT;
    }

    /** Whether the outputs of the attempt can be read. */
    public static boolean hasOutputs(ActionPhase phase) {
        return phase == ActionPhase.ACTION_PHASE_SUCCEEDED || phase == ActionPhase.ACTION_PHASE_RECOVERED;
    }

    /** The phase of a wire number, UNSPECIFIED for a number that is no phase. */
    public static ActionPhase of(int number) {
        ActionPhase phase = ActionPhase.forNumber(number);
        return phase == null ? ActionPhase.ACTION_PHASE_UNSPECIFIED : phase;
    }

    /** {@code RUNNING} for {@code ACTION_PHASE_RUNNING}: how TaskActions, logs and metrics write it. */
    public static String shortName(ActionPhase phase) {
        return phase == ActionPhase.UNRECOGNIZED ? phase.name() : phase.name().substring(PREFIX.length());
    }

    /** The phase of a short name; UNSPECIFIED when it is null, empty or not known to this version. */
    public static ActionPhase parse(String shortName) {
        if (shortName == null || shortName.isEmpty()) {
            return ActionPhase.ACTION_PHASE_UNSPECIFIED;
        }
        try {
            return ActionPhase.valueOf(PREFIX + shortName);
        } catch (IllegalArgumentException unknown) {
            return ActionPhase.ACTION_PHASE_UNSPECIFIED;
        }
    }
}
