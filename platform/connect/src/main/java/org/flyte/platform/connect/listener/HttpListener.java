package org.flyte.platform.connect.listener;

import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SSLOptions;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.flyte.platform.connect.Audience;
import org.jboss.logging.Logger;

/** One HTTP server on every event loop, whose requests carry the audience that it is for. */
final class HttpListener {
    private static final Logger LOG = Logger.getLogger(HttpListener.class);
    private static final int SECONDS_TO_BIND = 10;

    /** For a free port: servers with the same negative number share one. Quarkus has the first ones. */
    private static final AtomicInteger FREE_PORTS = new AtomicInteger(-1_000);

    private final String name;
    private final Audience audience;
    private final HttpServerOptions options;
    private final int maxConnections;
    private final AtomicInteger connections = new AtomicInteger();
    private final Handler<HttpServerRequest> routes;
    private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
    private volatile String deployment;
    private volatile int port;

    HttpListener(
            String name,
            Audience audience,
            HttpServerOptions options,
            int maxConnections,
            Handler<HttpServerRequest> routes) {
        this.maxConnections = maxConnections;
        this.name = name;
        this.audience = audience;
        this.options = options;
        this.routes = routes;
    }

    /** Returns for whom the listener is that received the request of a context, null if it is not one of ours. */
    static Audience audienceOf(Context context) {
        return context.getLocal(HttpListener.class);
    }

    /**
     * Listens on every event loop.
     *
     * @throws IllegalStateException if the address cannot be bound
     */
    void open(Vertx vertx) {
        if (options.getPort() == 0) {
            options.setPort(FREE_PORTS.decrementAndGet());
        }
        DeploymentOptions servers = new DeploymentOptions().setInstances(VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE);
        try {
            deployment = settled(vertx.deployVerticle(Server::new, servers));
        } catch (CompletionException e) {
            throw new IllegalStateException(
                    "listener %s cannot bind %s:%d: %s. Set flyte.rpc.listeners.%s.port to a free port"
                            .formatted(
                                    name,
                                    options.getHost(),
                                    options.getPort(),
                                    e.getCause().getMessage(),
                                    name),
                    e);
        }
    }

    /** Replaces key, certificate and trusted ones; connections that are open go on. */
    void update(SSLOptions tls) {
        servers.forEach(server -> server.updateSSLOptions(tls, true)
                .onFailure(failure ->
                        LOG.warnf("certificate not replaced listener=%s cause=%s", name, failure.getMessage())));
    }

    void close(Vertx vertx) {
        servers.clear();
        settled(vertx.undeploy(deployment));
    }

    int port() {
        return port;
    }

    private void count(HttpConnection connection) {
        if (connections.incrementAndGet() > maxConnections) {
            connections.decrementAndGet();
            connection.close();
            return;
        }
        connection.closeHandler(closed -> connections.decrementAndGet());
    }

    private void handle(HttpServerRequest request) {
        Context context = Vertx.currentContext();
        context.putLocal(HttpListener.class, audience);
        VertxContextSafetyToggle.setContextSafe(context, true);
        routes.handle(request);
    }

    private static <T> T settled(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(SECONDS_TO_BIND, TimeUnit.SECONDS)
                .join();
    }

    /** One for each event loop: Vert.x shares connections to the same address out among them. */
    private final class Server extends AbstractVerticle {
        @Override
        public void start(Promise<Void> started) {
            vertx.createHttpServer(options)
                    .connectionHandler(HttpListener.this::count)
                    .requestHandler(HttpListener.this::handle)
                    .listen()
                    .onSuccess(server -> {
                        port = server.actualPort();
                        servers.add(server);
                    })
                    .<Void>mapEmpty()
                    .onComplete(started);
        }
    }
}
