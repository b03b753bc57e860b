package org.flyte.platform.identity.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import org.flyte.platform.identity.token.TokenRejection.Reason;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.Test;

/** Keys that change, an issuer that does not answer. */
class KeysOfIssuerTest {
    private static final PublicJsonWebKey OLD = TestKeys.rsa("old");
    private static final PublicJsonWebKey NEW = TestKeys.rsa("new");

    private final TestVerifier verifier = new TestVerifier(TestKeys.set(OLD));
    private int tokens;

    @Test
    void acceptsANewKeyOnItsFirstToken() {
        assertThat(verifier.refusal(token(OLD))).isNull();
        verifier.publish(TestKeys.set(OLD, NEW));
        verifier.pass(Duration.ofSeconds(31));

        assertThat(verifier.refusal(token(NEW))).isNull();
        assertThat(verifier.refusal(token(OLD))).isNull();
    }

    @Test
    void asksForAnUnknownKeyOnceInHalfAMinute() {
        assertThat(verifier.refusal(token(OLD))).isNull();
        verifier.pass(Duration.ofSeconds(31));
        for (int i = 0; i < 100; i++) {
            assertThat(verifier.refusal(token(NEW))).isEqualTo(Reason.UNKNOWN_KEY);
        }

        assertThat(verifier.reads).hasValue(2);
    }

    @Test
    void asksForNothingForATokenThatIsRefusedAnyway() {
        for (int i = 0; i < 100; i++) {
            assertThat(verifier.refusal(TestKeys.sign(NEW, TestKeys.claims("aud", "other" + i))))
                    .isEqualTo(Reason.AUDIENCE);
        }

        assertThat(verifier.reads).hasValue(0);
    }

    @Test
    void usesTheLastKeysForADayWhileTheIssuerIsUnreachable() {
        assertThat(verifier.refusal(token(OLD))).isNull();
        verifier.breakDown();

        verifier.pass(Duration.ofHours(23));
        assertThat(verifier.refusal(token(OLD))).isNull();
        verifier.pass(Duration.ofHours(2));
        assertThat(verifier.refusal(token(OLD))).isEqualTo(Reason.KEYS_UNAVAILABLE);

        verifier.recover();
        verifier.pass(Duration.ofSeconds(31));
        assertThat(verifier.refusal(token(OLD))).isNull();
    }

    @Test
    void refusesEverythingUntilTheFirstKeysAreThere() {
        verifier.breakDown();

        assertThat(verifier.refusal(token(OLD))).isEqualTo(Reason.KEYS_UNAVAILABLE);
        verifier.recover();
        verifier.pass(Duration.ofSeconds(2));
        assertThat(verifier.refusal(token(OLD))).isNull();
    }

    @Test
    void dropsAKeyThatIsNoLongerPublished() {
        assertThat(verifier.refusal(token(OLD))).isNull();
        verifier.publish(TestKeys.set(NEW));
        verifier.pass(Duration.ofMinutes(11));

        // The first one after the interval is still judged by the keys that are known, and has them read.
        verifier.refusal(token(OLD));

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(verifier.refusal(token(OLD))).isEqualTo(Reason.UNKNOWN_KEY));
    }

    @Test
    void keepsTheLastKeysIfTheNewOnesCannotBeRead() {
        assertThat(verifier.refusal(token(OLD))).isNull();
        verifier.publish("{\"keys\": [{\"kty\": \"oct\", \"k\": \"c2VjcmV0\"}]}");
        verifier.pass(Duration.ofSeconds(31));

        assertThat(verifier.refusal(token(NEW))).isEqualTo(Reason.UNKNOWN_KEY);
        assertThat(verifier.refusal(token(OLD))).isNull();
    }

    @Test
    void remembersATokenUntilItExpires() {
        String token = token(OLD);
        VerifiedToken verified = verifier.verify(token);

        assertThat(verifier.verify(token)).isSameAs(verified);
        verifier.pass(Duration.ofMinutes(62));
        assertThat(verifier.refusal(token)).isEqualTo(Reason.EXPIRED);
    }

    @Test
    void refusesAConfigurationWithWhichNoTokenCanBeVerified() {
        assertThatThrownBy(() -> new TestVerifier("", Map.of("flyte.auth.issuers.id.algorithms", "HS256")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("flyte.auth.issuers.id.algorithms has HS256");
    }

    /** Each time another one, so that none is remembered. */
    private String token(PublicJsonWebKey key) {
        Map<String, Object> claims = TestKeys.claims("jti", "token-" + tokens++);
        claims.put("iat", verifier.now().getEpochSecond());
        claims.put("exp", verifier.now().plusSeconds(3600).getEpochSecond());
        return TestKeys.sign(key, claims);
    }
}
