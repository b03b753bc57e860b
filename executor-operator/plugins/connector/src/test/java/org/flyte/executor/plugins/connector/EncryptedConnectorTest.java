package org.flyte.executor.plugins.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import java.io.File;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.flyte.executor.plugin.TypeClaim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connectors over TLS are verified. */
@Timeout(60)
class EncryptedConnectorTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = Instant.parse("2096-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void callsAConnectorWhoseCertificateItKnows() throws Exception {
        try (FakeConnector connector = new FakeConnector(credentials(), "remote");
                Scene scene = scene(connector, "&ca=" + folder.resolve("cert.pem"))) {
            Eventually.until(() -> scene.plugin.claims("remote") == TypeClaim.YES);

            scene.started(scene.execution(Scene.task("remote")));

            assertThat(connector.creates).hasSize(1);
        }
    }

    @Test
    void doesNotTalkToAConnectorWhoseCertificateItDoesNotKnow() throws Exception {
        try (FakeConnector connector = new FakeConnector(credentials(), "remote");
                Scene scene = scene(connector, "")) {
            await().during(Duration.ofSeconds(1)).until(() -> scene.plugin.claims("remote") == TypeClaim.NOT_KNOWN_YET);

            assertThat(connector.lists).hasValue(0);
        }
    }

    @Test
    void saysThatItsCertificatesCannotBeRead() {
        assertThatThrownBy(() -> new Scene("secret=grpcs://localhost:1?ca=/nowhere"))
                .hasMessageContaining("ca=/nowhere of the endpoint 'secret'");
    }

    private static Scene scene(FakeConnector connector, String parameters) {
        return new Scene("secret=grpcs://localhost:%d?list-timeout=5s%s".formatted(connector.port(), parameters));
    }

    private ServerCredentials credentials() throws Exception {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
        keys.initialize(2048);
        KeyPair pair = keys.generateKeyPair();
        X500Principal name = new X500Principal("CN=localhost");
        byte[] certificate = new JcaX509v3CertificateBuilder(
                        name, BigInteger.ONE, Date.from(NOW), Date.from(LATER), name, pair.getPublic())
                .addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")))
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate()))
                .getEncoded();
        return TlsServerCredentials.create(
                pem("cert.pem", "CERTIFICATE", certificate),
                pem("key.pem", "PRIVATE KEY", pair.getPrivate().getEncoded()));
    }

    private File pem(String name, String kind, byte[] content) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(
                        folder.resolve(name), "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, text, kind))
                .toFile();
    }
}
