package org.flyte.platform.issuer.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** The cookies of the provider: the session, and the token that shows that a form came from one of its pages. */
final class Cookies {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 24;

    private final boolean secure;
    private final String path;

    Cookies(URI issuer) {
        secure = "https".equals(issuer.getScheme());
        path = issuer.getPath();
    }

    Optional<String> session(RoutingContext route) {
        return value(route, "session");
    }

    void setSession(RoutingContext route, String session) {
        // Lax: the browser of a user who comes from a terminal or from another page is still logged in.
        route.response().addCookie(cookie("session", session).setSameSite(CookieSameSite.LAX));
    }

    void clearSession(RoutingContext route) {
        route.response().addCookie(cookie("session", "").setMaxAge(0));
    }

    /** Returns the token that a form has to repeat, and gives it to the browser, too. */
    String formToken(RoutingContext route) {
        String token = value(route, "form").orElseGet(() -> {
            byte[] bytes = new byte[BYTES];
            RANDOM.nextBytes(bytes);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        });
        route.response().addCookie(cookie("form", token).setSameSite(CookieSameSite.STRICT));
        return token;
    }

    /** Says whether a form came from one of our pages in this browser. */
    boolean isOwnForm(RoutingContext route, Map<String, String> form) {
        return value(route, "form")
                .filter(token -> MessageDigest.isEqual(
                        token.getBytes(US_ASCII), form.getOrDefault("token", "").getBytes(US_ASCII)))
                .isPresent();
    }

    private Optional<String> value(RoutingContext route, String name) {
        return Optional.ofNullable(route.request().getCookie(named(name)))
                .map(Cookie::getValue)
                .filter(value -> !value.isEmpty());
    }

    private Cookie cookie(String name, String value) {
        return Cookie.cookie(named(name), value)
                .setHttpOnly(true)
                .setSecure(secure)
                .setPath(path);
    }

    private String named(String name) {
        return (secure ? "__Secure-" : "") + "flyte-" + name;
    }
}
