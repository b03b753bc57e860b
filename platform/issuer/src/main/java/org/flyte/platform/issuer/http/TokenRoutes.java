package org.flyte.platform.issuer.http;

import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.flyte.platform.issuer.oauth.Form;
import org.flyte.platform.issuer.oauth.OAuthException;
import org.flyte.platform.issuer.oauth.Provider;
import org.flyte.platform.issuer.oauth.TokenRequest;

/** The endpoints that programs call. */
final class TokenRoutes {
    private static final String BEARER = "bearer ";

    private final Provider provider;

    TokenRoutes(Provider provider) {
        this.provider = provider;
    }

    void token(RoutingContext route, String body) {
        answer(route, body, provider::token);
    }

    void device(RoutingContext route, String body) {
        answer(route, body, provider::startDevice);
    }

    void revoke(RoutingContext route, String body) {
        answer(route, body, request -> {
            provider.revoke(request);
            return Map.of();
        });
    }

    void userInfo(RoutingContext route) {
        Optional<Map<String, Object>> claims = Optional.ofNullable(
                        route.request().getHeader("authorization"))
                .filter(header -> header.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .flatMap(header ->
                        provider.userInfo(header.substring(BEARER.length()).strip()));
        claims.ifPresentOrElse(known -> Answers.json(route, known), () -> {
            route.response().putHeader("www-authenticate", "Bearer error=\"invalid_token\"");
            Answers.text(route, 401, "send an access token of this server that has not expired");
        });
    }

    private static void answer(
            RoutingContext route, String body, Function<TokenRequest, Map<String, Object>> endpoint) {
        try {
            TokenRequest request = new TokenRequest(
                    Form.parse(body),
                    Optional.ofNullable(route.request().getHeader("authorization")),
                    route.request().remoteAddress().hostAddress());
            Answers.json(route, endpoint.apply(request));
        } catch (OAuthException e) {
            Answers.error(route, e);
        }
    }
}
