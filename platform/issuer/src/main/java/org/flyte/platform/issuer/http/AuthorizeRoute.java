package org.flyte.platform.issuer.http;

import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.flyte.platform.issuer.oauth.AuthenticatedUser;
import org.flyte.platform.issuer.oauth.AuthorizationRequest;
import org.flyte.platform.issuer.oauth.Form;
import org.flyte.platform.issuer.oauth.OAuthException;
import org.flyte.platform.issuer.oauth.Profile;
import org.flyte.platform.issuer.oauth.Provider;

/**
 * The authorization endpoint. Nobody gets a code without a click of the user, logged in or not: any page can send a browser
 * here, and any program of the machine can listen where the code goes (RFC 8252, section 8.6).
 */
final class AuthorizeRoute {
    private final Provider provider;
    private final String issuer;
    private final Cookies cookies;
    private final Pages pages;

    AuthorizeRoute(Provider provider, String issuer, Cookies cookies, Pages pages) {
        this.provider = provider;
        this.issuer = issuer;
        this.cookies = cookies;
        this.pages = pages;
    }

    void show(RoutingContext route) {
        withRequest(route, request -> {
            Optional<AuthenticatedUser> login =
                    request.prompt().equals("login") ? Optional.empty() : currentLogin(route);
            if (request.prompt().equals("none")) {
                Answers.redirect(
                        route,
                        request.denied(login.isPresent() ? "interaction_required" : "login_required", "no prompt"));
                return;
            }
            show(route, request, 200, login, "");
        });
    }

    void decide(RoutingContext route, String body) {
        withRequest(route, request -> {
            Map<String, String> form = Form.parse(body);
            if (!cookies.isOwnForm(route, form)) {
                show(
                        route,
                        request,
                        403,
                        currentLogin(route),
                        "The page was too old, or your browser refuses cookies.");
                return;
            }
            switch (form.getOrDefault("decision", "")) {
                case "deny" -> Answers.redirect(route, request.denied("access_denied", "the user has cancelled"));
                case "switch" -> {
                    cookies.session(route).ifPresent(provider.sessions()::end);
                    cookies.clearSession(route);
                    show(route, request, 200, Optional.empty(), "");
                }
                default -> allow(route, request, form);
            }
        });
    }

    private void allow(RoutingContext route, AuthorizationRequest request, Map<String, String> form) {
        Optional<AuthenticatedUser> login = form.containsKey("username") ? login(route, form) : currentLogin(route);
        if (login.isEmpty()) {
            show(route, request, 401, login, form.containsKey("username") ? "Wrong user or password." : "");
            return;
        }
        cookies.setSession(route, login.get().session());
        Answers.redirect(route, request.granted(provider.code(request, login.get()), issuer));
    }

    private Optional<AuthenticatedUser> login(RoutingContext route, Map<String, String> form) {
        String address = route.request().remoteAddress().hostAddress();
        return provider.sessions().login(form.getOrDefault("username", ""), form.getOrDefault("password", ""), address);
    }

    private Optional<AuthenticatedUser> currentLogin(RoutingContext route) {
        return cookies.session(route).flatMap(provider.sessions()::find);
    }

    private void show(
            RoutingContext route,
            AuthorizationRequest request,
            int status,
            Optional<AuthenticatedUser> login,
            String message) {
        URI redirect = request.redirectUri();
        String origin = redirect.getScheme() + "://" + redirect.getRawAuthority();
        String action = route.request().path() + "?" + route.request().query();
        String token = cookies.formToken(route);
        String client = request.client().profile().name();
        Optional<String> user = login.map(AuthenticatedUser::user).map(Profile::subject);
        Answers.page(route, status, "'self' " + origin, pages.login(action, token, client, user, message));
    }

    private interface Step {
        void take(AuthorizationRequest request);
    }

    private void withRequest(RoutingContext route, Step step) {
        try {
            step.take(provider.authorization(RequestForm.query(route)));
        } catch (AuthorizationRequest.Refused refused) {
            Answers.redirect(route, refused.target());
        } catch (OAuthException e) {
            Answers.page(route, e.status(), "'none'", pages.message("This login cannot go on", e.getMessage()));
        }
    }
}
