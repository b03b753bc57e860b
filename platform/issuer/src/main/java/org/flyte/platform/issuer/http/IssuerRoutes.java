package org.flyte.platform.issuer.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.flyte.platform.issuer.oauth.Endpoints;
import org.flyte.platform.issuer.oauth.Provider;
import org.jboss.logging.Logger;

/** Serves the provider below the path of its address, when it is enabled. */
@ApplicationScoped
class IssuerRoutes {
    private static final Logger LOG = Logger.getLogger(IssuerRoutes.class);
    private static final String DISCOVERY = "/.well-known/openid-configuration";
    /** RFC 8414 has the path of the issuer behind the name of the document. */
    private static final String METADATA = "/.well-known/oauth-authorization-server";

    private final Issuer issuer;

    IssuerRoutes(Issuer issuer) {
        this.issuer = issuer;
    }

    void register(@Observes Router router) {
        issuer.provider().ifPresent(provider -> register(router, provider));
    }

    private void register(Router router, Provider provider) {
        URI url = issuer.url();
        String root = url.getPath();
        String style = root + Endpoints.STYLE;
        Cookies cookies = new Cookies(url);
        Pages pages = new Pages(style);
        AuthorizeRoute authorize = new AuthorizeRoute(provider, url.toString(), cookies, pages);
        DeviceRoute device = new DeviceRoute(provider, cookies, pages);
        LogoutRoute logout = new LogoutRoute(provider, cookies, pages);
        TokenRoutes tokens = new TokenRoutes(provider);

        get(router, root + DISCOVERY, route -> Answers.json(route, Endpoints.document(url.toString())));
        get(router, METADATA + root, route -> Answers.json(route, Endpoints.document(url.toString())));
        get(
                router,
                root + Endpoints.JWKS,
                route -> Answers.json(route, issuer.keys().published().toJSONObject()));
        get(router, style, StyleSheet::answer);
        get(router, root + Endpoints.AUTHORIZE, authorize::show);
        post(router, root + Endpoints.AUTHORIZE, authorize::decide);
        get(router, root + Endpoints.DEVICE, device::show);
        post(router, root + Endpoints.DEVICE, device::decide);
        get(router, root + Endpoints.LOGOUT, logout::show);
        post(router, root + Endpoints.LOGOUT, logout::decide);
        get(router, root + Endpoints.USERINFO, tokens::userInfo);
        post(router, root + Endpoints.TOKEN, tokens::token);
        post(router, root + Endpoints.DEVICE_AUTHORIZATION, tokens::device);
        post(router, root + Endpoints.REVOCATION, tokens::revoke);
    }

    private static void get(Router router, String path, Consumer<RoutingContext> endpoint) {
        router.route(HttpMethod.GET, path).handler(route -> work(route, () -> endpoint.accept(route)));
    }

    private static void post(Router router, String path, BiConsumer<RoutingContext, String> endpoint) {
        router.route(HttpMethod.POST, path)
                .handler(route -> RequestForm.read(route, body -> work(route, () -> endpoint.accept(route, body))));
    }

    /** Signing takes milliseconds, so it is done beside the event loop. */
    private static void work(RoutingContext route, Runnable endpoint) {
        Callable<Void> task = () -> {
            endpoint.run();
            return null;
        };
        route.vertx().executeBlocking(task, false).onFailure(failure -> {
            LOG.errorf(failure, "login request failed path=%s", route.request().path());
            if (!route.response().ended()) {
                route.response()
                        .setStatusCode(500)
                        .putHeader("content-type", "application/json")
                        .end(JsonObject.of("error", "server_error").encode());
            }
        });
    }
}
