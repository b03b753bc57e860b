package org.flyte.platform.database;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnectOptions;
import java.time.Duration;
import java.util.List;

/**
 * Makes pools with limits: PostgreSQL ends a statement whose caller has given up, a connection whose packets are lost is closed,
 * and the queue for connections is bounded.
 *
 * @param timeout of a statement, and of a connection attempt
 * @param maxWaiting most callers that wait for a connection; more fail at once
 */
public record LimitedPool(Duration timeout, int maxWaiting) {
    /** A pool of connections to any of the servers. */
    public Pool open(Vertx vertx, PoolOptions configured, List<PgConnectOptions> servers) {
        List<SqlConnectOptions> limited =
                servers.stream().<SqlConnectOptions>map(this::limited).toList();
        return PgBuilder.pool()
                .with(life().limit(new PoolOptions(configured)).setMaxWaitQueueSize(maxWaiting))
                .connectingTo(limited)
                .using(vertx)
                .build();
    }

    private PgConnectOptions limited(PgConnectOptions configured) {
        int millis = (int) timeout.toMillis();
        PgConnectOptions options = new PgConnectOptions(configured);
        options.addProperty("statement_timeout", Integer.toString(millis));
        options.setConnectTimeout(millis);
        options.setTcpKeepAlive(true);
        return life().limit(options);
    }

    /** Long enough for a connection to be unused for half of it, and then to run a statement. */
    private ConnectionLife life() {
        return new ConnectionLife(timeout.multipliedBy(3));
    }
}
