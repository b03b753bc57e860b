package org.flyte.apps.db;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Singleton;
import org.flyte.apps.AppsConfig;
import org.flyte.platform.database.LimitedPool;

/** Makes the pool of connections. */
@Singleton
@ReactiveDataSource(AppsDatabase.NAME)
public class AppsPoolCreator implements PgPoolCreator {
    private final LimitedPool limits;

    AppsPoolCreator(AppsConfig config) {
        this.limits =
                new LimitedPool(config.database().timeout(), config.database().maxWaiting());
    }

    @Override
    public Pool create(Input input) {
        return limits.open(input.vertx(), input.poolOptions(), input.pgConnectOptionsList());
    }
}
