package org.flyte.executor.reconcile.rule;

/**
 * How often an action was tried.
 *
 * @param attempt current attempt, from 1
 * @param lost objects of that attempt that infrastructure took away
 * @param systemFailures failures of infrastructure since the last object that ran for a while
 */
public record Tries(int attempt, int lost, int systemFailures) {
    /** Before anything happened. */
    public static final Tries FIRST = new Tries(1, 0, 0);

    /** One more failure of infrastructure, after which the same attempt is not tried again. */
    Tries failedBySystem() {
        return new Tries(attempt, lost, systemFailures + 1);
    }

    /** One more failure of infrastructure, after which the same attempt is tried again. */
    Tries lostObject() {
        return new Tries(attempt, lost + 1, systemFailures + 1);
    }

    /** The infrastructure has kept an object long enough: its earlier failures do not count any more. */
    Tries healthy() {
        return new Tries(attempt, lost, 0);
    }

    /** The next attempt. */
    Tries nextAttempt() {
        return new Tries(attempt + 1, 0, systemFailures);
    }
}
