package org.flyte.platform.identity.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.flyte.platform.identity.token.TokenRejection.Reason;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Attacks on the verification: each token is refused, and says why without a word of its own. */
class ForgedTokensTest {
    private static final PublicJsonWebKey KEY = TestKeys.rsa("key-1");
    private static final PublicJsonWebKey FOREIGN = TestKeys.rsa("key-1");

    private final TestVerifier verifier = new TestVerifier(TestKeys.set(KEY));

    static Stream<Arguments> forged() {
        long now = TestKeys.NOW.getEpochSecond();
        return Stream.of(
                arguments("no signature", Reason.ALGORITHM, unsigned("none")),
                arguments("no signature, spelt otherwise", Reason.ALGORITHM, unsigned("NonE")),
                arguments("signed with the public key as a secret", Reason.ALGORITHM, withPublicKeyAsSecret()),
                arguments(
                        "signed with a key of somebody else",
                        Reason.SIGNATURE,
                        TestKeys.sign(FOREIGN, TestKeys.claims())),
                arguments("changed after signing", Reason.SIGNATURE, changed()),
                arguments("of a key that is not published", Reason.UNKNOWN_KEY, withHeader("kid", "key-2")),
                arguments("with its own key in the header", Reason.SIGNATURE, withOwnKey()),
                arguments("with the address of its own keys", Reason.SIGNATURE, withOwnAddress()),
                arguments("with a path as the id of its key", Reason.UNKNOWN_KEY, withHeader("kid", "../../dev/null")),
                arguments("with a critical header", Reason.CRITICAL_HEADER, critical()),
                arguments("of an algorithm that is not listed", Reason.ALGORITHM, withAlgorithm("RS512")),
                arguments("of another issuer", Reason.ISSUER, claim("iss", "https://id.example/realms/other")),
                arguments("of an issuer with a slash more", Reason.ISSUER, claim("iss", TestKeys.ISSUER + "/")),
                arguments("without an issuer", Reason.ISSUER, sign(TestKeys.without("iss"))),
                arguments("for another audience", Reason.AUDIENCE, claim("aud", "another-app")),
                arguments("for no audience", Reason.AUDIENCE, sign(TestKeys.without("aud"))),
                arguments("for a part of the audience", Reason.AUDIENCE, claim("aud", List.of("fly", "te"))),
                arguments("expired 61 s ago", Reason.EXPIRED, times(now - 600, now - 61)),
                arguments("valid in 61 s", Reason.NOT_YET_VALID, claim("nbf", now + 61)),
                arguments("issued in 61 s", Reason.NOT_YET_VALID, claim("iat", now + 61)),
                arguments("without expiry", Reason.LIFETIME, sign(TestKeys.without("exp"))),
                arguments("that expires at a text", Reason.LIFETIME, claim("exp", "tomorrow")),
                arguments("that expires after all time", Reason.LIFETIME, claim("exp", Long.MAX_VALUE)),
                arguments("for more than a day", Reason.LIFETIME, times(now, now + 86_401)),
                arguments("without a subject", Reason.SUBJECT, sign(TestKeys.without("sub"))),
                arguments("with a subject that cannot be stored", Reason.SUBJECT, claim("sub", "a\0b")),
                arguments("with a subject that is too long", Reason.SUBJECT, claim("sub", "a".repeat(256))),
                arguments("an ID token of Keycloak", Reason.TYPE, claim("typ", "ID")),
                arguments("an ID token with a nonce", Reason.TYPE, claim("nonce", "n")),
                arguments("an ID token with the hash of its access token", Reason.TYPE, claim("at_hash", "h")),
                arguments("a refresh token", Reason.TYPE, claim("typ", "Refresh")),
                arguments("a logout token", Reason.TYPE, withHeader("typ", "logout+jwt")),
                arguments("a logout token without a type", Reason.TYPE, claim("events", Map.of("logout", Map.of()))),
                arguments("no JWT", Reason.MALFORMED, "abc"),
                arguments("nothing", Reason.MALFORMED, ""),
                arguments("an encrypted one", Reason.MALFORMED, "a.b.c.d.e"),
                arguments("no JSON", Reason.MALFORMED, "e30.!!!.e30"),
                arguments("of 1 MiB", Reason.TOO_LONG, "a".repeat(1 << 20)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("forged")
    void refuses(String what, Reason reason, String token) {
        assertThat(verifier.refusal(token)).isEqualTo(reason);
    }

    @Test
    void acceptsTheTokenThatTheOthersForge() {
        assertThat(verifier.refusal(TestKeys.sign(KEY, TestKeys.claims()))).isNull();
    }

    @Test
    void toleratesClocksThatDifferByLessThanAMinute() {
        long now = TestKeys.NOW.getEpochSecond();

        assertThat(verifier.refusal(times(now - 600, now - 59))).isNull();
        assertThat(verifier.refusal(claim("nbf", now + 59))).isNull();
        assertThat(verifier.refusal(claim("iat", now + 59))).isNull();
    }

    @Test
    void refusesAKeyOfAnotherKindThanTheAlgorithm() {
        PublicJsonWebKey elliptic = TestKeys.ec("key-1");
        TestVerifier both = new TestVerifier(TestKeys.set(elliptic));

        assertThat(both.refusal(TestKeys.sign(KEY, TestKeys.claims()))).isEqualTo(Reason.ALGORITHM);
        assertThat(both.refusal(
                        TestKeys.sign(elliptic.getPrivateKey(), TestKeys.headers("ES256", "key-1"), TestKeys.claims())))
                .isNull();
    }

    @Test
    void saysNothingOfTheToken() {
        String token = claim("iss", "https://secret.example");

        assertThat(new TokenRejection(verifier.refusal(token)).getMessage())
                .doesNotContain("secret")
                .contains("(issuer)");
    }

    private static String sign(Map<String, Object> claims) {
        return TestKeys.sign(KEY, claims);
    }

    private static String claim(String name, Object value) {
        return sign(TestKeys.claims(name, value));
    }

    private static String times(long issued, long expiry) {
        Map<String, Object> claims = TestKeys.claims("iat", issued);
        claims.put("exp", expiry);
        return sign(claims);
    }

    private static String withHeader(String name, Object value) {
        Map<String, Object> headers = TestKeys.headers("RS256", "key-1");
        headers.put(name, value);
        return TestKeys.sign(KEY.getPrivateKey(), headers, TestKeys.claims());
    }

    private static String withAlgorithm(String algorithm) {
        return TestKeys.sign(KEY.getPrivateKey(), TestKeys.headers(algorithm, "key-1"), TestKeys.claims());
    }

    private static String withOwnKey() {
        Map<String, Object> headers = TestKeys.headers("RS256", "key-1");
        headers.put("jwk", FOREIGN.toParams(OutputControlLevel.PUBLIC_ONLY));
        return TestKeys.sign(FOREIGN.getPrivateKey(), headers, TestKeys.claims());
    }

    private static String withOwnAddress() {
        Map<String, Object> headers = TestKeys.headers("RS256", "key-1");
        headers.put("jku", "https://attacker.example/jwks");
        headers.put("x5u", "https://attacker.example/chain");
        return TestKeys.sign(FOREIGN.getPrivateKey(), headers, TestKeys.claims());
    }

    private static String withPublicKeyAsSecret() {
        return TestKeys.sign(
                new HmacKey(KEY.getPublicKey().getEncoded()), TestKeys.headers("HS256", "key-1"), TestKeys.claims());
    }

    private static String critical() {
        Map<String, Object> headers = Map.of("alg", "RS256", "kid", "key-1", "crit", List.of("exp"), "exp", 1);
        String signed = withHeader("kid", "key-1");
        return encoded(JsonUtil.toJson(headers)) + signed.substring(signed.indexOf('.'));
    }

    private static String unsigned(String algorithm) {
        return encoded(JsonUtil.toJson(Map.of("alg", algorithm, "kid", "key-1"))) + "."
                + encoded(JsonUtil.toJson(TestKeys.claims())) + ".";
    }

    private static String changed() {
        String[] parts = sign(TestKeys.claims()).split("\\.");
        return parts[0] + "." + encoded(JsonUtil.toJson(TestKeys.claims("sub", "root"))) + "." + parts[2];
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }
}
