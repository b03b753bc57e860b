package org.flyte.platform.connect.listener;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentHashMap;
import org.flyte.platform.connect.Audience;
import org.flyte.platform.connect.ConnectConfig;

/**
 * The HTTP servers that serve the routes of the application beside Quarkus's own. They listen before that one does, and all
 * of them on the same event loops.
 */
@ApplicationScoped
public class Listeners {
    private final Vertx vertx;
    private final ConnectConfig config;
    private final ServerOptions options;
    private final Map<String, HttpListener> open = new ConcurrentHashMap<>();
    private volatile Router router;

    Listeners(Vertx vertx, ConnectConfig config, ServerOptions options) {
        this.vertx = vertx;
        this.config = config;
        this.options = options;
    }

    /** Returns for whom the listener is that received the request of the current Vert.x context. */
    public Audience currentAudience() {
        Context context = Vertx.currentContext();
        Audience audience = context == null ? null : HttpListener.audienceOf(context);
        return audience == null ? config.audience() : audience;
    }

    /**
     * Returns the port that a configured listener is bound to.
     *
     * @throws NoSuchElementException if it is not configured or not open
     */
    public int port(String name) {
        HttpListener listener = open.get(name);
        if (listener == null) {
            throw new NoSuchElementException("there is no open listener " + name);
        }
        return listener.port();
    }

    void keep(@Observes Router routes) {
        router = routes;
    }

    void open(@Observes StartupEvent event) {
        config.listeners().forEach((name, settings) -> {
            HttpListener listener = new HttpListener(
                    name, settings.audience(), options.of(settings), options.maxConnections(), routes(settings));
            listener.open(vertx);
            open.put(name, listener);
        });
    }

    private Handler<HttpServerRequest> routes(ConnectConfig.Listener settings) {
        return settings.token()
                .<Handler<HttpServerRequest>>map(
                        token -> new TokenCheck(token, settings.openPaths().orElse(List.of()), router))
                .orElse(router);
    }

    void close(@Observes ShutdownEvent event) {
        open.values().forEach(listener -> listener.close(vertx));
        open.clear();
    }
}
