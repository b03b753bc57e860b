package org.flyte.platform.issuer.http;

import io.vertx.ext.web.RoutingContext;
import org.flyte.platform.issuer.oauth.Form;
import org.flyte.platform.issuer.oauth.OAuthException;
import org.flyte.platform.issuer.oauth.Provider;

/**
 * Ends the session of a browser and the logins that began in it: at once for a client that shows an ID token of it, else after
 * a click. Nobody is sent anywhere afterwards.
 */
final class LogoutRoute {
    private final Provider provider;
    private final Cookies cookies;
    private final Pages pages;

    LogoutRoute(Provider provider, Cookies cookies, Pages pages) {
        this.provider = provider;
        this.cookies = cookies;
        this.pages = pages;
    }

    void show(RoutingContext route) {
        try {
            String hint = RequestForm.query(route).getOrDefault("id_token_hint", "");
            if (hint.isEmpty()) {
                String token = cookies.formToken(route);
                Answers.page(route, 200, "'self'", pages.logout(route.request().path(), token));
                return;
            }
            provider.sessionOf(hint)
                    .ifPresentOrElse(
                            session -> end(route, session),
                            () -> Answers.page(
                                    route,
                                    400,
                                    "'none'",
                                    pages.message("Log out", "The ID token is not one of ours.")));
        } catch (OAuthException e) {
            Answers.text(route, e.status(), e.getMessage());
        }
    }

    void decide(RoutingContext route, String body) {
        try {
            if (!cookies.isOwnForm(route, Form.parse(body))) {
                Answers.text(route, 403, "the page was too old, or the browser refuses cookies");
                return;
            }
            end(route, cookies.session(route).orElse(""));
        } catch (OAuthException e) {
            Answers.text(route, e.status(), e.getMessage());
        }
    }

    private void end(RoutingContext route, String session) {
        provider.logout(session);
        cookies.clearSession(route);
        Answers.page(route, 200, "'none'", pages.message("Logged out", "You can close this page."));
    }
}
