package org.flyte.platform.database;

import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnectOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How long a connection to the database stays open when nothing arrives on it: a lost one is closed, and what waits for its answer
 * fails. A pool gives up an unused connection after half of that, since it would else be closed during its next statement.
 *
 * @param silence longest time without a byte from the database; longer than a statement may take
 */
public record ConnectionLife(Duration silence) {
    private static final int CHECKS = 4;

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
                .setPoolCleanerPeriod(Math.max(1, unused / CHECKS));
    }
}
