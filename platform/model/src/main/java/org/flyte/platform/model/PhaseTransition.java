package org.flyte.platform.model;

import org.flyte.idl.common.ActionPhase;

/**
 * Decides whether a reported phase may replace the recorded one; see docs/behaviour/phases-and-attempts.md.
 *
 * <p>Order is by attempt, then by rank. The first terminal phase of an attempt is final; only a higher attempt reopens
 * an action, and only one that failed or timed out. {@link #SQL_APPLIES} says the same to PostgreSQL.
 */
public final class PhaseTransition {
    /** What becomes of a report. */
    public enum Verdict {
        /** It replaces what is recorded. */
        APPLY,
        /** It says what is recorded; details that are still missing may be taken from it. */
        DUPLICATE,
        /** Something later is recorded, or the reported phase is not known. */
        STALE,
        /** The recorded phase is terminal and this report does not reopen it. */
        FINAL
    }

    /**
     * A phase in its attempt.
     *
     * @param attempt from 1; in a report 0 means the attempt that is recorded
     */
    public record Observed(int attempt, ActionPhase phase) {}

    /**
     * The rule as an SQL condition over a row {@code a} of actions (columns {@code phase}, {@code attempts}) and a report
     * {@code r} (columns {@code attempt}, {@code rank}). Exactly {@code judge(a, r) == APPLY}.
     */
    public static final String SQL_APPLIES = """
            CASE WHEN r.attempt > a.attempts THEN r.rank > 0 AND %s
                 WHEN r.attempt <> 0 AND r.attempt < a.attempts THEN false
                 ELSE r.rank > %s
            END""".formatted(PhaseSql.isNotFinal("a.phase"), PhaseSql.rank("a.phase"));

    /** Exactly {@code judge(a, r) == DUPLICATE}; needs also the column {@code r.phase}. */
    public static final String SQL_REPEATS = "r.phase = a.phase AND (r.attempt = 0 OR r.attempt = a.attempts)";

    private PhaseTransition() {}

    /** Judges a report against the record. */
    public static Verdict judge(Observed recorded, Observed reported) {
        int attempt = attemptOf(recorded, reported);
        int rank = ActionPhases.rank(reported.phase());
        if (attempt > recorded.attempt()) {
            boolean open = !ActionPhases.isTerminal(recorded.phase()) || ActionPhases.isRetryable(recorded.phase());
            return !open ? Verdict.FINAL : rank > 0 ? Verdict.APPLY : Verdict.STALE;
        }
        if (attempt < recorded.attempt()) {
            return Verdict.STALE;
        }
        if (reported.phase() == recorded.phase()) {
            return Verdict.DUPLICATE;
        }
        if (ActionPhases.isTerminal(recorded.phase())) {
            return Verdict.FINAL;
        }
        return rank > ActionPhases.rank(recorded.phase()) ? Verdict.APPLY : Verdict.STALE;
    }

    /** What is recorded after a report. */
    public static Observed after(Observed recorded, Observed reported) {
        return judge(recorded, reported) == Verdict.APPLY
                ? new Observed(attemptOf(recorded, reported), reported.phase())
                : recorded;
    }

    private static int attemptOf(Observed recorded, Observed reported) {
        return reported.attempt() == 0 ? recorded.attempt() : reported.attempt();
    }
}
