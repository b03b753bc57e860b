package org.flyte.platform.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flyte.platform.issuer.http.RunningIssuer.callback;
import static org.flyte.platform.issuer.http.RunningIssuer.claims;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.flyte.platform.issuer.ConfigOf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Authorization code with PKCE, through the pages. */
class BrowserLoginTest {
    private static final Map<String, String> RIGHT =
            Map.of("username", "runner", "password", ConfigOf.PASSWORD, "decision", "allow");

    @TempDir
    Path folder;

    private RunningIssuer issuer;

    @BeforeEach
    void start() throws Exception {
        issuer = new RunningIssuer(folder, Map.of());
    }

    @AfterEach
    void stop() throws Exception {
        issuer.close();
    }

    @Test
    void givesTokensWhoseSignatureThePublishedKeysVerify() throws Exception {
        Map<String, String> answer = issuer.logIn();
        assertThat(answer).containsEntry("state", "a state & more").containsEntry("iss", issuer.url);

        JsonObject tokens =
                new JsonObject(issuer.exchange(answer.get("code"), Map.of()).body());

        assertThat(tokens.getInteger("expires_in")).isEqualTo(900);
        SignedJWT token = SignedJWT.parse(tokens.getString("access_token"));
        JWKSet keys = JWKSet.parse(issuer.get("/jwks.json").body());
        assertThat(keys.getKeys()).noneMatch(key -> key.isPrivate());
        var key = keys.getKeyByKeyId(token.getHeader().getKeyID()).toRSAKey();
        assertThat(token.verify(new RSASSAVerifier(key))).isTrue();
        assertThat(token.getHeader().getType().getType()).isEqualTo("at+jwt");
        JsonObject claims = claims(tokens.getString("access_token"));
        assertThat(claims.getString("iss")).isEqualTo(issuer.url);
        assertThat(claims.getString("sub")).isEqualTo("runner");
        assertThat(claims.getString("aud")).isEqualTo("flyte");
        assertThat(claims.getString("client_id")).isEqualTo("cli");
        assertThat(claims.getString("email")).isEqualTo("rosa@example.com");
        assertThat(claims.getJsonArray("groups").getList()).isEqualTo(List.of("runners", "everybody"));
        assertThat(claims.getLong("exp") - claims.getLong("iat")).isEqualTo(900);
        JsonObject id = claims(tokens.getString("id_token"));
        assertThat(id.getString("aud")).isEqualTo("cli");
        assertThat(id.getString("nonce")).isEqualTo("n1");
    }

    @Test
    void publishesItsEndpointsInBothForms() {
        JsonObject openid =
                new JsonObject(issuer.get("/.well-known/openid-configuration").body());
        String other = issuer.url.replace("/login", "/.well-known/oauth-authorization-server/login");

        assertThat(openid.getString("issuer")).isEqualTo(issuer.url);
        assertThat(openid.getString("token_endpoint")).isEqualTo(issuer.url + "/token");
        assertThat(new JsonObject(issuer.get(other).body())).isEqualTo(openid);
    }

    @Test
    void describesTheBearerOfAnAccessTokenUntilItExpires() {
        JsonObject tokens = issuer.tokens();
        String access = tokens.getString("access_token");

        assertThat(new JsonObject(issuer.get("/userinfo", access).body()).getString("name"))
                .isEqualTo("Rosa <Runner>");
        assertThat(issuer.get("/userinfo", tokens.getString("id_token")).statusCode())
                .isEqualTo(401);
        assertThat(issuer.get("/userinfo", access.substring(0, access.length() - 4) + "AAAA")
                        .statusCode())
                .isEqualTo(401);
        issuer.clock.advance(Duration.ofMinutes(15));
        assertThat(issuer.get("/userinfo", access).statusCode()).isEqualTo(401);
        assertThat(issuer.get("/userinfo").statusCode()).isEqualTo(401);
    }

    @Test
    void asksAgainAfterAWrongPassword() {
        HttpResponse<String> page = issuer.submit(
                issuer.authorize(Map.of()), Map.of("username", "runner", "password", "guess", "decision", "allow"));

        assertThat(page.statusCode()).isEqualTo(401);
        assertThat(page.body()).contains("Wrong user or password.").doesNotContain("guess");
        assertThat(callback(issuer.submit(page, RIGHT))).containsKey("code");
    }

    @Test
    void slowsDownThoseWhoGuess() {
        HttpResponse<String> page = issuer.authorize(Map.of());
        for (int i = 0; i < 10; i++) {
            assertThat(issuer.submit(page, Map.of("username", "runner", "password", "guess", "decision", "allow"))
                            .statusCode())
                    .isEqualTo(401);
        }
        assertThat(issuer.submit(page, RIGHT).statusCode()).isEqualTo(429);
        issuer.clock.advance(Duration.ofMinutes(1));
        assertThat(callback(issuer.submit(page, RIGHT))).containsKey("code");
    }

    @Test
    void asksForAClickWhenTheBrowserIsLoggedIn() {
        issuer.logIn();

        HttpResponse<String> page = issuer.authorize(Map.of());

        assertThat(page.body()).contains("Continue as runner").doesNotContain("password");
        assertThat(callback(issuer.submit(page, Map.of("decision", "allow")))).containsKey("code");
        assertThat(issuer.authorize(Map.of("prompt", "login")).body()).contains("password");
        assertThat(callback(issuer.authorize(Map.of("prompt", "none")))).containsEntry("error", "interaction_required");
        assertThat(issuer.submit(page, Map.of("decision", "switch")).body()).contains("password");
        assertThat(issuer.authorize(Map.of()).body()).contains("password");
    }

    @Test
    void forgetsTheBrowserAfterTheSessionLifetime() {
        issuer.logIn();
        issuer.clock.advance(Duration.ofHours(12));

        assertThat(issuer.authorize(Map.of()).body()).contains("password");
        assertThat(callback(issuer.authorize(Map.of("prompt", "none")))).containsEntry("error", "login_required");
    }

    @Test
    void tellsTheClientThatTheUserHasCancelled() {
        Map<String, String> answer = callback(issuer.submit(issuer.authorize(Map.of()), Map.of("decision", "deny")));

        assertThat(answer).containsEntry("error", "access_denied").containsEntry("state", "a state & more");
    }

    @Test
    void refusesAFormThatIsNotOfItsPage() {
        HttpResponse<String> page = issuer.authorize(Map.of());
        issuer.forgetCookies();

        HttpResponse<String> answer = issuer.submit(page, RIGHT);

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().firstValue("location")).isEmpty();
    }

    @Test
    void sendsNobodyToAnAddressOfAStranger() {
        for (String stranger : List.of(
                "https://evil.example/callback",
                "http://localhost.evil.example:53593/callback",
                "http://localhost:53593@evil.example/callback",
                "http://localhost:53593/other",
                "http://localhost:53593/callback?x=1",
                "http://localhost:53593/callback#x",
                "https://localhost:53593/callback",
                "//localhost/callback",
                "")) {
            HttpResponse<String> answer = issuer.authorize(Map.of("redirect_uri", stranger));
            assertThat(answer.statusCode()).as(stranger).isEqualTo(400);
            assertThat(answer.headers().firstValue("location")).isEmpty();
        }
        assertThat(issuer.authorize(Map.of("client_id", "nobody")).statusCode()).isEqualTo(400);
        assertThat(issuer.authorize(Map.of("client_id", "robot")).statusCode()).isEqualTo(400);
    }

    @Test
    void tellsTheClientWhatIsWrongWithItsRequest() {
        assertThat(callback(issuer.authorize(Map.of("response_type", "token"))))
                .containsEntry("error", "unsupported_response_type");
        assertThat(callback(issuer.authorize(Map.of("code_challenge_method", "plain"))))
                .containsEntry("error", "invalid_request");
        assertThat(callback(issuer.authorize(Map.of("code_challenge", "short"))))
                .containsEntry("error", "invalid_request");
        assertThat(callback(issuer.authorize(Map.of("scope", "openid root")))).containsEntry("error", "invalid_scope");
        assertThat(callback(issuer.authorize(Map.of("audience", "others")))).containsEntry("error", "invalid_target");
        assertThat(callback(issuer.authorize(Map.of("request", "x")))).containsEntry("error", "request_not_supported");
        assertThat(callback(issuer.authorize(Map.of("response_mode", "fragment"))))
                .containsEntry("error", "invalid_request");
        assertThat(callback(issuer.authorize(Map.of("nonce", "n".repeat(2_001)))))
                .containsEntry("error", "invalid_request");
        assertThat(issuer.authorize(Map.of("audience", "flyte")).statusCode()).isEqualTo(200);
    }

    @Test
    void exchangesACodeOnceAndForItsClientOnly() {
        String code = issuer.logIn().get("code");
        assertError(issuer.exchange(code, Map.of("code_verifier", "another")), "invalid_grant");
        assertError(issuer.exchange(code, Map.of("redirect_uri", "http://localhost:1/callback")), "invalid_grant");
        assertError(issuer.exchange("unknown", Map.of()), "invalid_grant");

        HttpResponse<String> first = issuer.exchange(code, Map.of());
        assertThat(first.statusCode()).isEqualTo(200);
        assertError(issuer.exchange(code, Map.of()), "invalid_grant");
        // Whoever had it before is a thief, or was robbed.
        assertError(issuer.refresh(new JsonObject(first.body()).getString("refresh_token")), "invalid_grant");
    }

    @Test
    void forgetsACodeAfterAMinute() {
        String code = issuer.logIn().get("code");
        issuer.clock.advance(Duration.ofMinutes(1));

        assertError(issuer.exchange(code, Map.of()), "invalid_grant");
    }

    @Test
    void servesPagesThatNoScriptAndNoFrameCanUse() {
        HttpResponse<String> page = issuer.authorize(Map.of());

        assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
                .contains("default-src 'none'", "frame-ancestors 'none'", "form-action 'self' http://localhost:40001");
        assertThat(page.headers().firstValue("cache-control")).contains("no-store");
        assertThat(page.headers().firstValue("strict-transport-security")).isEmpty();
        assertThat(page.body()).doesNotContain("<script");
        assertThat(issuer.authorize(Map.of("client_id", "<script>")).body()).doesNotContain("<script>");
        assertThat(issuer.get("/style.css").body()).contains("main");
    }

    private static void assertError(HttpResponse<String> answer, String error) {
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(answer.body()).getString("error")).isEqualTo(error);
    }
}
