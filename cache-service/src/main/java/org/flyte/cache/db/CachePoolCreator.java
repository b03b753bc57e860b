package org.flyte.cache.db;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Singleton;
import org.flyte.cache.CacheConfig;
import org.flyte.platform.database.LimitedPool;

/** Makes the pool of connections. */
@Singleton
@ReactiveDataSource(CacheDatabase.NAME)
public class CachePoolCreator implements PgPoolCreator {
    private final LimitedPool limits;

    CachePoolCreator(CacheConfig config) {
        this.limits = new LimitedPool(config.timeout(), config.maxWaiting());
    }

    @Override
    public Pool create(Input input) {
        return limits.open(input.vertx(), input.poolOptions(), input.pgConnectOptionsList());
    }
}
