package org.flyte.runs.db;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnectOptions;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.flyte.platform.database.ConnectionLife;

/**
 * Makes two pools of the configured connections, one half each, and connections of no pool.
 *
 * <p>On a connection of the {@link Keyed} pool PostgreSQL parses and plans a statement once. Planning one of the writes
 * takes several times as long as executing it, but by itself PostgreSQL plans them anew each time: it expects a plan for
 * any number of keys to be worse than one for the keys at hand. A plan that is kept must not depend on how large the
 * tables were when it was made, so these connections only use indexes, once for each key. Of two plans they
 * take the one that reads fewer rows, however few rows there are yet: a row costs much more than a page.
 */
@Singleton
public class DatabasePools implements PgPoolCreator {
    private static final Map<String, String> PLAN_ONCE = Map.of(
            "plan_cache_mode", "force_generic_plan",
            "jit", "off",
            "enable_seqscan", "off",
            "enable_bitmapscan", "off",
            "enable_hashjoin", "off",
            "enable_mergejoin", "off",
            "enable_material", "off",
            "cpu_tuple_cost", "100",
            "cpu_index_tuple_cost", "100",
            "max_parallel_workers_per_gather", "0");

    /** The driver keeps no longer ones; its own limit is below the length of every statement that writes actions. */
    private static final int MAX_LENGTH_OF_PREPARED = 16 * 1024;

    /** Calls that wait for a connection of one pool; more fail at once. */
    private static final int MAX_WAITING = 10_000;

    private final DatabaseTimeouts timeouts;
    private io.vertx.sqlclient.Pool keyed;
    private DedicatedConnections dedicated;

    DatabasePools(DatabaseTimeouts timeouts) {
        this.timeouts = timeouts;
    }

    @Override
    public io.vertx.sqlclient.Pool create(Input input) {
        int size = input.poolOptions().getMaxSize();
        input.vertx().exceptionHandler(new UncaughtFailures());
        List<PgConnectOptions> servers =
                input.pgConnectOptionsList().stream().map(this::limited).toList();
        dedicated = new DedicatedConnections(input.vertx(), servers);
        keyed = pool(input, "keyed", keyed(servers), (size + 1) / 2);
        return pool(input, input.poolOptions().getName(), servers, Math.max(1, size / 2));
    }

    /** PostgreSQL ends what takes too long; a connection whose packets are lost is closed on either side. */
    private PgConnectOptions limited(PgConnectOptions configured) {
        PgConnectOptions options = new PgConnectOptions(configured);
        options.addProperty("statement_timeout", millis(timeouts.statement()));
        options.addProperty("idle_in_transaction_session_timeout", millis(timeouts.idleInTransaction()));
        options.addProperty("tcp_keepalives_idle", "30");
        options.addProperty("tcp_keepalives_interval", "10");
        options.addProperty("tcp_keepalives_count", "3");
        options.setConnectTimeout((int) timeouts.connect().toMillis());
        options.setTcpKeepAlive(true);
        return new ConnectionLife(timeouts.read()).limit(options);
    }

    private static String millis(Duration timeout) {
        return Long.toString(timeout.toMillis());
    }

    /** The parameter makes sure that both exist. */
    @Produces
    @Singleton
    @Keyed
    Pool keyed(Pool other) {
        other.getDelegate().size();
        return Pool.newInstance(keyed);
    }

    @Produces
    @Singleton
    DedicatedConnections dedicated(Pool other) {
        other.getDelegate().size();
        return dedicated;
    }

    @PreDestroy
    void close() {
        if (keyed != null) {
            keyed.close();
        }
    }

    private static List<PgConnectOptions> keyed(List<PgConnectOptions> configured) {
        return configured.stream()
                .map(PgConnectOptions::new)
                .map(options -> {
                    PLAN_ONCE.forEach(options::addProperty);
                    options.setPreparedStatementCacheSqlLimit(MAX_LENGTH_OF_PREPARED);
                    return options;
                })
                .toList();
    }

    private io.vertx.sqlclient.Pool pool(Input input, String name, List<PgConnectOptions> servers, int size) {
        return PgBuilder.pool()
                .with(new ConnectionLife(timeouts.read())
                        .limit(new PoolOptions(input.poolOptions()))
                        .setMaxSize(size)
                        .setName(name)
                        .setMaxWaitQueueSize(MAX_WAITING)
                        .setConnectionTimeout((int) timeouts.acquire().toMillis())
                        .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS))
                .connectingTo(List.<SqlConnectOptions>copyOf(servers))
                .using(input.vertx())
                .build();
    }
}
