package org.flyte.platform.issuer.http;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.Map;
import org.flyte.platform.issuer.oauth.OAuthException;

/** Ends requests. Nothing here may be kept by a cache or shown in a frame. */
final class Answers {
    private static final int UNAUTHORIZED = 401;
    private static final int TOO_MANY = 429;
    private static final String RETRY_AFTER_SECONDS = "60";

    private Answers() {}

    static void json(RoutingContext route, Map<String, Object> document) {
        response(route, 200).putHeader("content-type", "application/json").end(new JsonObject(document).encode());
    }

    static void error(RoutingContext route, OAuthException failure) {
        HttpServerResponse response = response(route, failure.status()).putHeader("content-type", "application/json");
        if (failure.status() == UNAUTHORIZED) {
            response.putHeader("www-authenticate", "Basic realm=\"flyte\"");
        }
        if (failure.status() == TOO_MANY) {
            response.putHeader("retry-after", RETRY_AFTER_SECONDS);
        }
        response.end(JsonObject.of("error", failure.error(), "error_description", failure.getMessage())
                .encode());
    }

    /** @param formAction where the forms of the page lead, for the content security policy */
    static void page(RoutingContext route, int status, String formAction, String html) {
        response(route, status)
                .putHeader("content-type", "text/html; charset=utf-8")
                .putHeader(
                        "content-security-policy",
                        "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action "
                                + formAction)
                .putHeader("x-frame-options", "DENY")
                .putHeader("referrer-policy", "same-origin")
                .putHeader("cross-origin-opener-policy", "same-origin")
                .end(html);
    }

    static void redirect(RoutingContext route, URI target) {
        // 303: the browser takes no form with a password along.
        response(route, 303).putHeader("location", target.toString()).end();
    }

    static void text(RoutingContext route, int status, String text) {
        response(route, status)
                .putHeader("content-type", "text/plain; charset=utf-8")
                .end(text + "\n");
    }

    private static HttpServerResponse response(RoutingContext route, int status) {
        return route.response()
                .setStatusCode(status)
                .putHeader("cache-control", "no-store")
                .putHeader("x-content-type-options", "nosniff");
    }
}
