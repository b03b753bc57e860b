package org.flyte.platform.database;

import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnectOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How long a connection to the database stays open when nothing arrives on it: a lost one is closed, and what waits for its answer
 * fails. A pool gives up an unused connection after half of that, since it would else be closed during its next statement.
 *
 * @param silence longest time without a byte from the database, 10 ms to 24 days; longer than a statement may take
 */
public record ConnectionLife(Duration silence) {
    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofDays(24);
    private static final int CHECKS = 4;

    /** Refuses what the driver's milliseconds do not hold: zero would mean for ever, and more than an int would be negative. */
    public ConnectionLife {
        if (silence.compareTo(SHORTEST) < 0 || silence.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("silence of a connection is " + silence + ": give 10 ms to 24 days");
        }
    }

    /** Limits the connection itself. */
    public <C extends SqlConnectOptions> C limit(C connection) {
        connection.setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        connection.setReadIdleTimeout((int) silence.toMillis());
        return connection;
    }

    /** Limits how long a pool keeps an unused connection. */
    public PoolOptions limit(PoolOptions pool) {
        int unused = (int) silence.toMillis() / 2;
        return pool.setIdleTimeout(unused)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setPoolCleanerPeriod(unused / CHECKS);
    }
}
