package org.flyte.platform.issuer.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jwt.JWTClaimsSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.flyte.platform.issuer.ConfigOf;
import org.flyte.platform.testkit.MutableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeysTest {
    private static final Duration ROTATION = Duration.ofDays(30);
    private static final Duration OVERLAP = Duration.ofDays(1);

    @TempDir
    Path folder;

    private final MutableClock clock = new MutableClock(ConfigOf.NOW);

    @Test
    void signsWithTheSameKeyAfterARestart() {
        String id = keys().current().getKeyID();

        assertThat(keys().current().getKeyID()).isEqualTo(id);
    }

    @Test
    void letsOnlyTheUserReadThem() throws Exception {
        keys();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("signing-keys.json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void verifiesWhatTheKeyBeforeHasSignedUntilThatHasExpired() {
        SigningKeys keys = keys();
        TokenSigner signer = new TokenSigner(keys, clock);
        String token = signer.sign(JOSEObjectType.JWT, new JWTClaimsSet.Builder().build(), Duration.ofHours(24));
        String old = keys.current().getKeyID();

        clock.advance(ROTATION.plusSeconds(1));
        assertThat(keys.current().getKeyID()).isNotEqualTo(old);
        assertThat(signer.parse(JOSEObjectType.JWT, token)).isPresent();
        assertThat(keys().published().getKeys()).hasSize(2);

        clock.advance(ROTATION.plusSeconds(1));
        keys.current();
        assertThat(signer.parse(JOSEObjectType.JWT, token)).isEmpty();
    }

    @Test
    void namesTheFileThatCannotBeRead() throws Exception {
        Files.writeString(folder.resolve("signing-keys.json"), "{");

        assertThatThrownBy(this::keys).hasMessageContaining("signing-keys.json");
    }

    @Test
    void issuesTokensAsAClusterDoes() {
        TokenSigner signer = new TokenSigner(keys(), clock);
        ServiceAccountTokens tokens = new ServiceAccountTokens(signer, "https://devbox/service-accounts");

        String token = tokens.issue(
                "flyte",
                "default",
                Optional.of(new ServiceAccountTokens.BoundPod("r1-a0-1", "u1")),
                "flyte-pods",
                Duration.ofHours(1));

        JWTClaimsSet claims = signer.parse(JOSEObjectType.JWT, token).orElseThrow();
        assertThat(claims.getSubject()).isEqualTo("system:serviceaccount:flyte:default");
        assertThat(claims.getAudience()).containsExactly("flyte-pods");
        assertThat(claims.getClaim("kubernetes.io"))
                .isEqualTo(Map.of(
                        "namespace", "flyte",
                        "serviceaccount", Map.of("name", "default"),
                        "pod", Map.of("name", "r1-a0-1", "uid", "u1")));
        assertThat(signer.isCurrent(claims)).isTrue();
    }

    private SigningKeys keys() {
        return new SigningKeys(folder, ROTATION, OVERLAP, clock);
    }
}
