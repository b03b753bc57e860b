package org.flyte.platform.issuer.http;

import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;
import org.flyte.platform.issuer.oauth.AuthenticatedUser;
import org.flyte.platform.issuer.oauth.Form;
import org.flyte.platform.issuer.oauth.OAuthException;
import org.flyte.platform.issuer.oauth.Profile;
import org.flyte.platform.issuer.oauth.Provider;

/** The page where users type the code of a device. */
final class DeviceRoute {
    private static final String UNKNOWN = "No program waits for this code. It may have expired: start again there.";

    private final Provider provider;
    private final Cookies cookies;
    private final Pages pages;

    DeviceRoute(Provider provider, Cookies cookies, Pages pages) {
        this.provider = provider;
        this.cookies = cookies;
        this.pages = pages;
    }

    void show(RoutingContext route) {
        try {
            show(route, 200, RequestForm.query(route).getOrDefault("user_code", ""), "");
        } catch (OAuthException e) {
            show(route, e.status(), "", e.getMessage());
        }
    }

    void decide(RoutingContext route, String body) {
        try {
            decide(route, Form.parse(body));
        } catch (OAuthException e) {
            show(route, e.status(), "", e.getMessage());
        }
    }

    private void decide(RoutingContext route, Map<String, String> form) {
        String code = form.getOrDefault("user_code", "");
        if (!cookies.isOwnForm(route, form)) {
            show(route, 403, code, "The page was too old, or your browser refuses cookies.");
            return;
        }
        String address = route.request().remoteAddress().hostAddress();
        if (provider.devices().find(code, address).isEmpty()) {
            show(route, 400, code, UNKNOWN);
            return;
        }
        // Whoever refuses has seen the code, which is enough.
        if (form.getOrDefault("decision", "").equals("deny")) {
            end(route, provider.devices().deny(code), "Refused", "The program gets no login. You can close this page.");
            return;
        }
        Optional<AuthenticatedUser> login = form.containsKey("username")
                ? provider.sessions().login(form.get("username"), form.getOrDefault("password", ""), address)
                : currentLogin(route);
        if (login.isEmpty()) {
            show(route, 401, code, form.containsKey("username") ? "Wrong user or password." : "");
            return;
        }
        cookies.setSession(route, login.get().session());
        end(
                route,
                provider.devices().approve(code, login.get()),
                "Connected",
                "The program goes on as %s. You can close this page."
                        .formatted(login.get().user().subject()));
    }

    private void end(RoutingContext route, boolean done, String title, String text) {
        if (done) {
            Answers.page(route, 200, "'none'", pages.message(title, text));
        } else {
            show(route, 400, "", UNKNOWN);
        }
    }

    private Optional<AuthenticatedUser> currentLogin(RoutingContext route) {
        return cookies.session(route).flatMap(provider.sessions()::find);
    }

    private void show(RoutingContext route, int status, String code, String message) {
        String token = cookies.formToken(route);
        Optional<String> user = currentLogin(route).map(AuthenticatedUser::user).map(Profile::subject);
        Answers.page(route, status, "'self'", pages.device(route.request().path(), token, code, user, message));
    }
}
