package org.flyte.devbox.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.flyte.platform.issuer.oauth.ServiceAccountTokens;
import org.flyte.platform.issuer.oauth.SigningKeys;
import org.flyte.platform.issuer.oauth.TokenSigner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodCredentialsTest {
    private static final Pod POD = new PodBuilder()
            .withNewMetadata()
            .withName("r1-a0-1")
            .withNamespace("flyte")
            .withUid("u1")
            .endMetadata()
            .withNewSpec()
            .endSpec()
            .build();

    @TempDir
    Path folder;

    @Test
    void leadsTheSdkToATokenOfThePod() throws Exception {
        Map<String, String> variables = credentials(true).grant(POD);

        JsonNode admin = new ObjectMapper()
                .readTree(Files.readString(Path.of(variables.get("FLYTECTL_CONFIG"))))
                .get("admin");
        assertThat(admin.get("endpoint").asText()).isEqualTo("dns:///localhost:8090");
        assertThat(admin.get("authType").asText()).isEqualTo("ExternalCommand");
        assertThat(admin.get("caCertFilePath").asText()).isEqualTo("/data/tls.pem");
        assertThat(admin.get("insecure").asBoolean()).isFalse();
        Path token = Path.of(admin.get("command").get(1).asText());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token)))
                .isEqualTo("rw-------");
        JWTClaimsSet claims = SignedJWT.parse(Files.readString(token)).getJWTClaimsSet();
        assertThat(claims.getAudience()).containsExactly("flyte-pods");
        assertThat(claims.getSubject()).isEqualTo("system:serviceaccount:flyte:default");
        assertThat(((Map<?, ?>) claims.getClaim("kubernetes.io")).get("pod"))
                .isEqualTo(Map.of("name", "r1-a0-1", "uid", "u1"));
        assertThat(variables).containsEntry("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring");
    }

    @Test
    void replacesTheTokenAndDeletesItAtTheEnd() throws Exception {
        PodCredentials credentials = credentials(true);
        credentials.grant(POD);
        Path token = folder.resolve("credentials/r1-a0-1/token");
        String first = Files.readString(token);

        credentials.refresh();
        assertThat(Files.readString(token)).isNotEqualTo(first);

        credentials.revoke(POD);
        assertThat(folder.resolve("credentials/r1-a0-1")).doesNotExist();
        credentials.refresh();
        assertThat(folder.resolve("credentials/r1-a0-1")).doesNotExist();
    }

    @Test
    void givesNoneWhereNoLoginIsNeeded() throws Exception {
        PodCredentials credentials = credentials(false);

        assertThat(credentials.grant(POD)).isEmpty();
        credentials.revoke(POD);
        assertThat(folder.resolve("credentials")).doesNotExist();
    }

    private PodCredentials credentials(boolean login) {
        Clock clock = Clock.systemUTC();
        Optional<ServiceAccountTokens> tokens = login
                ? Optional.of(new ServiceAccountTokens(
                        new TokenSigner(
                                new SigningKeys(
                                        folder.resolve("issuer"), Duration.ofDays(30), Duration.ofDays(1), clock),
                                clock),
                        "https://localhost:8090/login/service-accounts"))
                : Optional.empty();
        return new PodCredentials(new LocalNodeTest.TestConfig(folder), tokens);
    }
}
