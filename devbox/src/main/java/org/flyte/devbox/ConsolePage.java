package org.flyte.devbox;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers the console URLs that the SDK prints, such as {@code /v2/domain/D/project/P/runs/NAME}. There is no console
 * yet, so the page shows the command that shows the run.
 */
class ConsolePage {
    private static final Pattern RUN =
            Pattern.compile("/v2/domain/([\\w.-]+)/project/([\\w.-]+)/(?:tracked-)?runs/([\\w.-]+)/?");

    void register(@Observes Router router) {
        router.routeWithRegex(HttpMethod.GET, "/v2(?:/.*)?").handler(ConsolePage::answer);
    }

    private static void answer(RoutingContext route) {
        route.response()
                .putHeader("Content-Type", "text/html; charset=utf-8")
                .putHeader("Content-Security-Policy", "default-src 'none'")
                .end(html(command(route.request().path())));
    }

    /** The command that shows what the path names; the pattern lets no markup through. */
    static String command(String path) {
        Matcher run = RUN.matcher(path);
        return run.matches()
                ? "flyte get run --project %s --domain %s %s".formatted(run.group(2), run.group(1), run.group(3))
                : "flyte get run NAME";
    }

    private static String html(String command) {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <title>Flyte devbox</title>
                <p>There is no web console yet. Show the run on the command line:</p>
                <pre>%s</pre>
                </html>
                """.formatted(command);
    }
}
