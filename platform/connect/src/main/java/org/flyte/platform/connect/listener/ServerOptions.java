package org.flyte.platform.connect.listener;

import io.quarkus.vertx.http.runtime.VertxHttpBuildTimeConfig;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.quarkus.vertx.http.runtime.options.HttpServerOptionsUtils;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;
import java.util.List;
import org.flyte.platform.connect.ConnectConfig;

/** The options of our servers: those of Quarkus's own, {@code quarkus.http.*}, with another address. */
@Singleton
class ServerOptions {
    private final VertxHttpBuildTimeConfig built;
    private final VertxHttpConfig config;
    private final TlsFiles tls;

    ServerOptions(VertxHttpBuildTimeConfig built, VertxHttpConfig config, TlsFiles tls) {
        this.tls = tls;
        this.built = built;
        this.config = config;
    }

    int maxConnections() {
        return config.limits().maxConnections().orElse(Integer.MAX_VALUE);
    }

    HttpServerOptions of(ConnectConfig.Listener listener) {
        HttpServerOptions options = new HttpServerOptions();
        HttpServerOptionsUtils.applyCommonOptions(options, built, config, List.of());
        listener.host().ifPresent(options::setHost);
        listener.tls().ifPresent(name -> tls.apply(name, listener.clientCertificates(), options));
        return options.setPort(listener.port());
    }
}
