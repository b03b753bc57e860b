package org.flyte.runs.db;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Opens connections of no pool, for a part of the service that keeps one for as long as it lives. They may be silent for any
 * time: their owner has to notice when one is lost.
 */
public final class DedicatedConnections {
    private final Vertx vertx;
    private final List<PgConnectOptions> servers;
    private final AtomicInteger opened = new AtomicInteger();

    /** @param servers tried in turn, one for each connection */
    public DedicatedConnections(Vertx vertx, List<PgConnectOptions> servers) {
        this.vertx = vertx;
        this.servers = servers;
    }

    /** A new connection, which the caller closes. */
    public Future<PgConnection> open() {
        PgConnectOptions server =
                new PgConnectOptions(servers.get(Math.floorMod(opened.getAndIncrement(), servers.size())));
        server.setReadIdleTimeout(0);
        return PgConnection.connect(vertx, server);
    }
}
