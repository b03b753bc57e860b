package org.flyte.apps.db;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnectOptions;
import jakarta.inject.Singleton;
import java.util.List;
import org.flyte.apps.AppsConfig;
import org.flyte.platform.database.ConnectionLife;

/**
 * Makes the pool with limits: PostgreSQL ends a statement whose caller has given up, a connection whose packets are lost is
 * closed, and the queue for connections is bounded.
 */
@Singleton
@ReactiveDataSource(AppsDatabase.NAME)
public class AppsPoolCreator implements PgPoolCreator {
    private final AppsConfig config;

    AppsPoolCreator(AppsConfig config) {
        this.config = config;
    }

    @Override
    public Pool create(Input input) {
        List<SqlConnectOptions> servers = input.pgConnectOptionsList().stream()
                .<SqlConnectOptions>map(this::limited)
                .toList();
        return PgBuilder.pool()
                .with(life().limit(new PoolOptions(input.poolOptions()))
                        .setMaxWaitQueueSize(config.database().maxWaiting()))
                .connectingTo(servers)
                .using(input.vertx())
                .build();
    }

    private PgConnectOptions limited(PgConnectOptions configured) {
        int timeout = (int) config.database().timeout().toMillis();
        PgConnectOptions options = new PgConnectOptions(configured);
        options.addProperty("statement_timeout", Integer.toString(timeout));
        options.setConnectTimeout(timeout);
        options.setTcpKeepAlive(true);
        return life().limit(options);
    }

    /** Long enough for a connection to be unused for half of it, and then to run a statement. */
    private ConnectionLife life() {
        return new ConnectionLife(config.database().timeout().multipliedBy(3));
    }
}
