package org.flyte.platform.issuer.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.flyte.platform.embedded.PortRange;
import org.flyte.platform.issuer.ConfigOf;
import org.flyte.platform.issuer.oauth.Form;
import org.flyte.platform.testkit.MutableClock;

/** A provider behind a real socket, a browser with cookies, and the command line as its client. */
final class RunningIssuer implements AutoCloseable {
    static final String VERIFIER = "a-verifier-that-only-the-client-knows-0123456789";
    static final String REDIRECT = "http://localhost:40001/callback";

    final MutableClock clock = new MutableClock(ConfigOf.NOW);
    final String url;
    private final Vertx vertx = Vertx.vertx();
    private HttpClient browser = newBrowser();

    RunningIssuer(Path folder, Map<String, String> settings) throws Exception {
        int port = PortRange.LOOPBACK.free();
        url = "http://127.0.0.1:" + port + "/login";
        Router router = Router.router(vertx);
        new IssuerRoutes(new Issuer(ConfigOf.issuer(folder, url, settings), clock)).register(router);
        HttpServer server = vertx.createHttpServer().requestHandler(request -> {
            // As Quarkus does.
            request.pause();
            router.handle(request);
        });
        server.listen(port, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    void forgetCookies() {
        browser = newBrowser();
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : url + path)));
    }

    HttpResponse<String> get(String path, String bearer) {
        return send(HttpRequest.newBuilder(URI.create(url + path)).header("authorization", "Bearer " + bearer));
    }

    HttpResponse<String> post(String path, Map<String, String> form, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : url + path))
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(encode(form)));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return browser.send(request.timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends the form of a page, with the token that is in it. */
    HttpResponse<String> submit(HttpResponse<String> page, Map<String, String> fields) {
        Matcher action = Pattern.compile("action=\"([^\"]+)\"").matcher(page.body());
        Matcher token = Pattern.compile("name=\"token\" value=\"([^\"]+)\"").matcher(page.body());
        if (!action.find() || !token.find()) {
            throw new AssertionError("this page has no form: " + page.body());
        }
        Map<String, String> form = new HashMap<>(fields);
        form.put("token", token.group(1));
        URI target = page.request().uri().resolve(action.group(1).replace("&amp;", "&"));
        return post(target.toString(), form);
    }

    Map<String, String> authorization(Map<String, String> others) {
        Map<String, String> query = new LinkedHashMap<>(Map.of(
                "response_type", "code",
                "client_id", "cli",
                "redirect_uri", REDIRECT,
                "scope", "openid profile email groups offline_access",
                "state", "a state & more",
                "nonce", "n1",
                "code_challenge", challenge(),
                "code_challenge_method", "S256"));
        query.putAll(others);
        return query;
    }

    HttpResponse<String> authorize(Map<String, String> others) {
        return get("/authorize?" + encode(authorization(others)));
    }

    /** The browser's part of a login: what the client finds in the query of its address. */
    Map<String, String> logIn() {
        return callback(submit(
                authorize(Map.of()), Map.of("username", "runner", "password", ConfigOf.PASSWORD, "decision", "allow")));
    }

    /** The tokens of a whole login. */
    JsonObject tokens() {
        return new JsonObject(exchange(logIn().get("code"), Map.of()).body());
    }

    HttpResponse<String> exchange(String code, Map<String, String> others) {
        Map<String, String> form = new HashMap<>(Map.of(
                "grant_type", "authorization_code",
                "client_id", "cli",
                "code", code,
                "code_verifier", VERIFIER,
                "redirect_uri", REDIRECT));
        form.putAll(others);
        return post("/token", form);
    }

    HttpResponse<String> refresh(String token) {
        return post("/token", Map.of("grant_type", "refresh_token", "client_id", "cli", "refresh_token", token));
    }

    static Map<String, String> callback(HttpResponse<String> redirect) {
        if (redirect.statusCode() != 303) {
            throw new AssertionError(redirect.statusCode() + ": " + redirect.body());
        }
        String location = redirect.headers().firstValue("location").orElseThrow();
        if (!location.startsWith(REDIRECT + "?")) {
            throw new AssertionError("leads to " + location);
        }
        return Form.parse(URI.create(location).getRawQuery());
    }

    static JsonObject claims(String token) {
        return new JsonObject(new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), UTF_8));
    }

    static String encode(Map<String, String> form) {
        return form.entrySet().stream()
                .map(entry -> Form.encode(entry.getKey()) + "=" + Form.encode(entry.getValue()))
                .collect(Collectors.joining("&"));
    }

    static String decoded(String text) {
        return URLDecoder.decode(text, UTF_8);
    }

    private static String challenge() {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpClient newBrowser() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
                .connectTimeout(Duration.ofSeconds(5))
                .build();
    }
}
