package org.flyte.console;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/**
 * Serves the console below {@code /v2}. Names in addresses contain dots, so whether a path is a file does not follow from its
 * end: below {@code /v2/assets/} are files, below {@code /v2/-/} is what others serve, and everything else is the one page.
 */
@ApplicationScoped
class ConsoleRoutes {
    private static final String ROOT = "/v2/";
    private static final String ASSETS = "/v2/assets/";
    private static final String RESERVED = "/v2/-/";
    private static final String KEEP_FOR_EVER = "public, max-age=31536000, immutable";

    private final Assets assets;
    private final String contentPolicy;

    @Inject
    ConsoleRoutes(ConsoleConfig config) {
        this(new Assets("META-INF/console"), config.storeOrigins().orElse(List.of()));
    }

    ConsoleRoutes(Assets assets, List<String> storeOrigins) {
        this.assets = assets;
        this.contentPolicy = ContentPolicy.of(storeOrigins);
    }

    void register(@Observes Router router) {
        router.routeWithRegex("/v2(?:/.*)?").handler(this::answer);
    }

    private void answer(RoutingContext route) {
        String path = route.normalizedPath();
        HttpMethod method = route.request().method();
        if (path.startsWith(RESERVED)) {
            route.next();
        } else if (method != HttpMethod.GET && method != HttpMethod.HEAD) {
            route.response().putHeader("Allow", "GET, HEAD").setStatusCode(405).end();
        } else if (path.startsWith(ASSETS)) {
            assets.file(path.substring(ROOT.length()))
                    .ifPresentOrElse(asset -> send(route, asset), () -> notFound(route));
        } else {
            Optional<Asset> index = assets.index();
            index.ifPresentOrElse(asset -> send(route, asset), () -> missing(route, path));
        }
    }

    private void send(RoutingContext route, Asset asset) {
        String encoding = asset.encodingFor(route.request().getHeader("Accept-Encoding"));
        HttpServerResponse response = secured(route.response())
                .putHeader("Content-Type", asset.contentType())
                .putHeader("Cache-Control", asset.immutable() ? KEEP_FOR_EVER : "no-cache")
                .putHeader("Vary", "Accept-Encoding");
        if (!encoding.equals(Asset.IDENTITY)) {
            response.putHeader("Content-Encoding", encoding);
        }
        end(route, asset.forms().get(encoding));
    }

    private void missing(RoutingContext route, String path) {
        secured(route.response())
                .putHeader("Content-Type", "text/html; charset=utf-8")
                .putHeader("Cache-Control", "no-store");
        end(route, Buffer.buffer(MissingPage.html(path)));
    }

    private void notFound(RoutingContext route) {
        secured(route.response())
                .setStatusCode(404)
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .putHeader("Cache-Control", "no-store");
        end(route, Buffer.buffer("there is no such file of the console\n"));
    }

    private static void end(RoutingContext route, Buffer body) {
        if (route.request().method() == HttpMethod.HEAD) {
            route.response()
                    .putHeader("Content-Length", String.valueOf(body.length()))
                    .end();
        } else {
            route.response().end(body);
        }
    }

    private HttpServerResponse secured(HttpServerResponse response) {
        return response.putHeader("Content-Security-Policy", contentPolicy)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin");
    }
}
