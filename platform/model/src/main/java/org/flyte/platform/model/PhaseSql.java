package org.flyte.platform.model;

import java.util.Arrays;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flyte.idl.common.ActionPhase;

/**
 * Conditions over a column that holds the wire number of a phase, derived from {@link ActionPhases}. No SQL statement
 * names a phase by a number of its own.
 */
public final class PhaseSql {
    private PhaseSql() {}

    /** The wire number of a phase. */
    public static String number(ActionPhase phase) {
        return Integer.toString(phase.getNumber());
    }

    /** {@code column = n}. */
    public static String is(String column, ActionPhase phase) {
        return column + " = " + number(phase);
    }

    /** The column holds a terminal phase. */
    public static String isTerminal(String column) {
        return column + " IN " + numbers(ActionPhases::isTerminal);
    }

    /** The column holds a phase that is not terminal. */
    public static String isNotTerminal(String column) {
        return column + " NOT IN " + numbers(ActionPhases::isTerminal);
    }

    /** As above, as a list of the other phases: ranges of an index. */
    public static String isLive(String column) {
        return column + " IN " + numbers(phase -> !ActionPhases.isTerminal(phase));
    }

    /** The column holds a terminal phase after which a further attempt may follow. */
    public static String isRetryable(String column) {
        return column + " IN " + numbers(ActionPhases::isRetryable);
    }

    /** The column holds a terminal phase that no further attempt may follow. */
    public static String isFinal(String column) {
        return column + " IN " + numbers(PhaseSql::isFinal);
    }

    /** The column holds a phase that a further attempt may follow or that is not terminal. */
    public static String isNotFinal(String column) {
        return column + " NOT IN " + numbers(PhaseSql::isFinal);
    }

    /** An expression for {@link ActionPhases#rank} of the phase in the column. */
    public static String rank(String column) {
        return known().map(phase -> "WHEN %d THEN %d".formatted(phase.getNumber(), ActionPhases.rank(phase)))
                .collect(Collectors.joining(" ", "CASE " + column + " ", " ELSE 0 END"));
    }

    private static boolean isFinal(ActionPhase phase) {
        return ActionPhases.isTerminal(phase) && !ActionPhases.isRetryable(phase);
    }

    private static String numbers(Predicate<ActionPhase> which) {
        return known().filter(which).map(PhaseSql::number).collect(Collectors.joining(", ", "(", ")"));
    }

    private static Stream<ActionPhase> known() {
        return Arrays.stream(ActionPhase.values()).filter(phase -> ActionPhases.rank(phase) > 0);
    }
}
