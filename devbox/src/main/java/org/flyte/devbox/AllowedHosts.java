package org.flyte.devbox;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Refuses requests for names that are not devbox's: a page of another site can make its name point to this machine, and the
 * browser of the user would then let it call devbox.
 */
class AllowedHosts {
    private static final int BEFORE_EVERYTHING = -10_000;
    private static final int MISDIRECTED = 421;
    private static final Pattern OWN = Pattern.compile("localhost|.+\\.localhost|127(\\.\\d{1,3}){3}|\\[?::1]?");

    private final List<String> allowed;

    AllowedHosts(@ConfigProperty(name = "flyte.devbox.allowed-hosts") Optional<List<String>> allowed) {
        this.allowed = allowed.orElse(List.of());
    }

    void register(@Observes Router router) {
        router.route().order(BEFORE_EVERYTHING).handler(this::check);
    }

    private void check(RoutingContext route) {
        HttpServerRequest request = route.request();
        HostAndPort authority = request.authority();
        // By TLS they come to the listener that asks for a token, which no page has.
        if (request.isSSL() || (authority != null && isAllowed(authority.host()))) {
            route.next();
            return;
        }
        request.response()
                .setStatusCode(MISDIRECTED)
                .putHeader("content-type", "text/plain; charset=utf-8")
                .end("devbox does not answer under this name: start it with --allow-host NAME\n");
    }

    boolean isAllowed(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return OWN.matcher(name).matches() || allowed.contains(name);
    }
}
