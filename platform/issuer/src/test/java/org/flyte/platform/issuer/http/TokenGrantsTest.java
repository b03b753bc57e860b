package org.flyte.platform.issuer.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.flyte.platform.issuer.http.RunningIssuer.claims;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.flyte.platform.issuer.ConfigOf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Refresh tokens, clients with a secret, devices, and the end of a login. */
class TokenGrantsTest {
    private static final String DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";

    @TempDir
    Path folder;

    private RunningIssuer issuer;

    @BeforeEach
    void start() throws Exception {
        issuer = new RunningIssuer(folder, Map.of("refresh-token-lifetime", "2h"));
    }

    @AfterEach
    void stop() throws Exception {
        issuer.close();
    }

    @Test
    void givesTheSameSuccessorForARefreshTokenThatTwoLoginsShare() {
        String first = issuer.tokens().getString("refresh_token");

        String second = json(issuer.refresh(first)).getString("refresh_token");
        issuer.clock.advance(Duration.ofMinutes(10));

        assertThat(json(issuer.refresh(first)).getString("refresh_token")).isEqualTo(second);
        assertThat(second).isNotEqualTo(first);
        assertThat(json(issuer.refresh(second)).getString("access_token")).isNotEmpty();
    }

    @Test
    void endsTheLoginWhenARefreshTokenIsUsedAgainLater() {
        String first = issuer.tokens().getString("refresh_token");
        String second = json(issuer.refresh(first)).getString("refresh_token");
        issuer.clock.advance(Duration.ofMinutes(10).plusSeconds(1));

        assertError(issuer.refresh(first), 400, "invalid_grant");
        assertError(issuer.refresh(second), 400, "invalid_grant");
    }

    @Test
    void renewsALoginUntilItsEnd() {
        String token = issuer.tokens().getString("refresh_token");
        for (int i = 0; i < 7; i++) {
            issuer.clock.advance(Duration.ofMinutes(15));
            token = json(issuer.refresh(token)).getString("refresh_token");
        }
        issuer.clock.advance(Duration.ofMinutes(15));

        assertError(issuer.refresh(token), 400, "invalid_grant");
        assertError(issuer.refresh("unknown"), 400, "invalid_grant");
    }

    @Test
    void givesNoMoreScopesThanTheLoginHad() {
        String code = RunningIssuer.callback(issuer.submit(
                        issuer.authorize(Map.of("scope", "openid profile")),
                        Map.of("username", "runner", "password", ConfigOf.PASSWORD, "decision", "allow")))
                .get("code");
        String token = json(issuer.exchange(code, Map.of())).getString("refresh_token");

        assertError(
                issuer.post(
                        "/token",
                        Map.of(
                                "grant_type",
                                "refresh_token",
                                "client_id",
                                "cli",
                                "refresh_token",
                                token,
                                "scope",
                                "groups")),
                400,
                "invalid_scope");
        JsonObject narrow = json(issuer.post(
                "/token",
                Map.of("grant_type", "refresh_token", "client_id", "cli", "refresh_token", token, "scope", "openid")));
        assertThat(claims(narrow.getString("access_token")).containsKey("name")).isFalse();
        assertThat(claims(narrow.getString("access_token")).containsKey("groups"))
                .isFalse();
    }

    @Test
    void givesAConfidentialClientATokenOfItsOwn() {
        JsonObject tokens = json(byBasic("robot", ConfigOf.SECRET));

        JsonObject claims = claims(tokens.getString("access_token"));
        assertThat(claims.getString("sub")).isEqualTo("robot");
        assertThat(claims.getString("client_id")).isEqualTo("robot");
        assertThat(claims.getJsonArray("groups").getList()).isEqualTo(java.util.List.of("robots"));
        assertThat(tokens.containsKey("refresh_token")).isFalse();
        assertThat(json(issuer.post(
                                "/token",
                                Map.of(
                                        "grant_type", "client_credentials",
                                        "client_id", "robot",
                                        "client_secret", ConfigOf.SECRET,
                                        "audience", "flyte")))
                        .getString("access_token"))
                .isNotEmpty();
    }

    @Test
    void refusesClientsThatDoNotProveWhoTheyAre() {
        assertError(byBasic("robot", "wrong"), 401, "invalid_client");
        assertError(byBasic("nobody", ConfigOf.SECRET), 401, "invalid_client");
        assertError(byBasic("cli", ""), 401, "invalid_client");
        assertError(
                issuer.post("/token", Map.of("grant_type", "client_credentials", "client_id", "robot")),
                401,
                "invalid_client");
        assertError(
                issuer.post("/token", Map.of("grant_type", "client_credentials", "client_id", "cli")),
                400,
                "unauthorized_client");
        assertError(
                issuer.post(
                        "/token",
                        Map.of("client_secret", ConfigOf.SECRET),
                        "authorization",
                        basic("robot", ConfigOf.SECRET)),
                400,
                "invalid_request");
        assertError(
                issuer.post("/token", Map.of("grant_type", "x"), "authorization", "Basic %%%"), 401, "invalid_client");
    }

    @Test
    void slowsDownThoseWhoGuessSecrets() {
        for (int i = 0; i < 60; i++) {
            assertError(byBasic("robot", "wrong"), 401, "invalid_client");
        }
        HttpResponse<String> answer = byBasic("robot", "wrong");

        assertError(answer, 429, "temporarily_unavailable");
        assertThat(answer.headers().firstValue("retry-after")).contains("60");
        assertThat(byBasic("robot", ConfigOf.SECRET).statusCode()).isEqualTo(200);
    }

    @Test
    void refusesFormsThatAreNone() {
        assertError(
                issuer.post("/token", Map.of("grant_type", "password", "client_id", "cli")),
                400,
                "unsupported_grant_type");
        assertThat(send("a=1&a=2", "application/x-www-form-urlencoded").body()).contains("there twice");
        assertThat(send("a=%zz", "application/x-www-form-urlencoded").statusCode())
                .isEqualTo(400);
        assertThat(send("a&".repeat(60), "application/x-www-form-urlencoded").body())
                .contains("more than 50");
        assertThat(send("{}", "application/json").statusCode()).isEqualTo(415);
        assertThat(send("a=" + "x".repeat(17_000), "application/x-www-form-urlencoded")
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void letsADeviceInOnceItsUserAllowsIt() {
        JsonObject device = startDevice();
        assertError(poll(device), 400, "authorization_pending");
        assertError(poll(device), 400, "slow_down");
        issuer.clock.advance(Duration.ofSeconds(11));
        assertError(poll(device), 400, "authorization_pending");

        HttpResponse<String> page = issuer.get(device.getString("verification_uri_complete"));
        assertThat(page.body()).contains(device.getString("user_code"));
        HttpResponse<String> end = issuer.submit(
                page,
                Map.of(
                        "user_code",
                        device.getString("user_code").toLowerCase(java.util.Locale.ROOT),
                        "username",
                        "runner",
                        "password",
                        ConfigOf.PASSWORD,
                        "decision",
                        "allow"));
        assertThat(end.body()).contains("goes on as runner");

        JsonObject tokens = json(poll(device));
        assertThat(claims(tokens.getString("access_token")).getString("sub")).isEqualTo("runner");
        assertThat(json(issuer.refresh(tokens.getString("refresh_token"))).getString("access_token"))
                .isNotEmpty();
        // A replayed code is unknown, and the user code leads nowhere.
        assertError(poll(device), 400, "invalid_grant");
        assertThat(issuer.submit(page, Map.of("user_code", device.getString("user_code"), "decision", "allow"))
                        .body())
                .contains("No program waits");
    }

    @Test
    void tellsADeviceThatItsUserRefuses() {
        JsonObject device = startDevice();
        HttpResponse<String> page = issuer.get("/device");

        issuer.submit(page, Map.of("user_code", device.getString("user_code"), "decision", "deny"));

        assertError(poll(device), 400, "access_denied");
        assertError(poll(device), 400, "invalid_grant");
    }

    @Test
    void tellsADeviceThatItsCodeHasExpired() {
        JsonObject device = startDevice();
        issuer.clock.advance(Duration.ofMinutes(10));

        assertError(poll(device), 400, "expired_token");
        assertError(
                issuer.post("/token", Map.of("grant_type", DEVICE_GRANT, "client_id", "cli", "device_code", "x")),
                400,
                "invalid_grant");
    }

    @Test
    void doesNotLetUsersGuessCodesOfDevices() {
        HttpResponse<String> page = issuer.get("/device");
        for (int i = 0; i < 10; i++) {
            assertThat(issuer.submit(page, Map.of("user_code", "AAAA-AAAA", "decision", "allow"))
                            .statusCode())
                    .isEqualTo(400);
        }
        assertThat(issuer.submit(page, Map.of("user_code", "AAAA-AAAA", "decision", "allow"))
                        .statusCode())
                .isEqualTo(429);
    }

    @Test
    void letsNobodyInWhoseDevicePageIsForged() {
        JsonObject device = startDevice();
        HttpResponse<String> page = issuer.get("/device");
        issuer.forgetCookies();

        assertThat(issuer.submit(page, Map.of("user_code", device.getString("user_code"), "decision", "deny"))
                        .statusCode())
                .isEqualTo(403);
        assertError(poll(device), 400, "authorization_pending");
    }

    @Test
    void asksForThePasswordAgainOnTheDevicePage() {
        JsonObject device = startDevice();
        HttpResponse<String> page = issuer.get("/device");
        Map<String, String> wrong = Map.of(
                "user_code", device.getString("user_code"),
                "username", "runner",
                "password", "guess",
                "decision", "allow");

        assertThat(issuer.submit(page, wrong).body()).contains("Wrong user or password.");
        assertError(poll(device), 400, "authorization_pending");
    }

    @Test
    void revokesARefreshToken() {
        String token = issuer.tokens().getString("refresh_token");
        issuer.post("/revoke", Map.of("client_id", "robot", "client_secret", ConfigOf.SECRET, "token", token));
        String second = json(issuer.refresh(token)).getString("refresh_token");

        assertThat(issuer.post("/revoke", Map.of("client_id", "cli", "token", second))
                        .statusCode())
                .isEqualTo(200);

        assertError(issuer.refresh(second), 400, "invalid_grant");
    }

    @Test
    void endsASessionAndItsLogins() {
        JsonObject tokens = issuer.tokens();

        HttpResponse<String> page = issuer.get("/logout?id_token_hint=" + tokens.getString("id_token"));

        assertThat(page.body()).contains("Logged out");
        assertThat(issuer.authorize(Map.of()).body()).contains("password");
        assertError(issuer.refresh(tokens.getString("refresh_token")), 400, "invalid_grant");
        assertThat(issuer.get("/logout?id_token_hint=" + tokens.getString("access_token"))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void endsASessionByAClick() {
        JsonObject tokens = issuer.tokens();

        HttpResponse<String> page = issuer.submit(issuer.get("/logout"), Map.of());

        assertThat(page.body()).contains("Logged out");
        assertError(issuer.refresh(tokens.getString("refresh_token")), 400, "invalid_grant");
        HttpResponse<String> form = issuer.get("/logout");
        issuer.forgetCookies();
        assertThat(issuer.submit(form, Map.of()).statusCode()).isEqualTo(403);
    }

    private JsonObject startDevice() {
        return json(issuer.post("/device-authorization", Map.of("client_id", "cli", "scope", "")));
    }

    private HttpResponse<String> poll(JsonObject device) {
        return issuer.post(
                "/token",
                Map.of("grant_type", DEVICE_GRANT, "client_id", "cli", "device_code", device.getString("device_code")));
    }

    private HttpResponse<String> byBasic(String id, String secret) {
        return issuer.post(
                "/token",
                new HashMap<>(Map.of("grant_type", "client_credentials", "scope", "openid groups")),
                "authorization",
                basic(id, secret));
    }

    private HttpResponse<String> send(String body, String type) {
        return issuer.send(HttpRequest.newBuilder(URI.create(issuer.url + "/token"))
                .header("content-type", type)
                .POST(BodyPublishers.ofString(body)));
    }

    private static String basic(String id, String secret) {
        return "Basic " + Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(UTF_8));
    }

    private static JsonObject json(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private static void assertError(HttpResponse<String> answer, int status, String error) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(new JsonObject(answer.body()).getString("error")).isEqualTo(error);
    }
}
