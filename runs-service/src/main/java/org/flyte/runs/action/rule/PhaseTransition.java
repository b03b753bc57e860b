package org.flyte.runs.action.rule;

/**
 * Decides whether a reported phase may replace the recorded one (runs spec §3, design D3).
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
        /** Something later is recorded. */
        STALE,
        /** The recorded phase is terminal and this report does not reopen it. */
        FINAL
    }

    /**
     * A phase in its attempt.
     *
     * @param attempt from 1; in a report 0 means the attempt that is recorded
     * @param phase wire number
     */
    public record Observed(int attempt, int phase) {}

    /**
     * The rule as an SQL condition over a row {@code a} of actions and a report {@code r} with its rank.
     * Exactly {@code judge(a, r) == APPLY}.
     */
    public static final String SQL_APPLIES = """
            CASE WHEN r.attempt > a.attempts THEN a.phase NOT IN (5, 7, 10)
                 WHEN r.attempt <> 0 AND r.attempt < a.attempts THEN false
                 ELSE r.rank > CASE WHEN a.phase <= 4 THEN a.phase WHEN a.phase = 9 THEN 5 ELSE 6 END
            END""";

    /** Exactly {@code judge(a, r) == DUPLICATE}. */
    public static final String SQL_REPEATS = "r.phase = a.phase AND (r.attempt = 0 OR r.attempt = a.attempts)";

    private PhaseTransition() {}

    /** Judges a report against the record. */
    public static Verdict judge(Observed recorded, Observed reported) {
        int attempt = reported.attempt() == 0 ? recorded.attempt() : reported.attempt();
        if (attempt > recorded.attempt()) {
            boolean open = !PhaseRank.isTerminal(recorded.phase()) || PhaseRank.isRetryable(recorded.phase());
            return open ? Verdict.APPLY : Verdict.FINAL;
        }
        if (attempt < recorded.attempt()) {
            return Verdict.STALE;
        }
        if (reported.phase() == recorded.phase()) {
            return Verdict.DUPLICATE;
        }
        if (PhaseRank.isTerminal(recorded.phase())) {
            return Verdict.FINAL;
        }
        return PhaseRank.of(reported.phase()) > PhaseRank.of(recorded.phase()) ? Verdict.APPLY : Verdict.STALE;
    }

    /** What is recorded after a report. */
    public static Observed after(Observed recorded, Observed reported) {
        if (judge(recorded, reported) != Verdict.APPLY) {
            return recorded;
        }
        return new Observed(reported.attempt() == 0 ? recorded.attempt() : reported.attempt(), reported.phase());
    }
}
