package org.flyte.platform.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.flyte.platform.embedded.EmbeddedKafkaBroker;
import org.flyte.platform.embedded.EmbeddedKafkaBroker.SecureListener;
import org.flyte.platform.embedded.PortRange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that wants encryption and a login. */
class SecureKafkaTest {
    private static final String STORE_PASSWORD = "changeit";

    @TempDir
    private static Path folder;

    private static final int PORT = PortRange.LOOPBACK.free();
    private static EmbeddedKafkaBroker broker;

    @BeforeAll
    static void start() throws Exception {
        keytool(
                "-genkeypair",
                "-alias",
                "broker",
                "-keyalg",
                "EC",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "san=ip:127.0.0.1");
        keytool(
                "-exportcert",
                "-alias",
                "broker",
                "-rfc",
                "-file",
                folder.resolve("ca.pem").toString());
        broker = new EmbeddedKafkaBroker(
                folder.resolve("kafka"),
                0,
                Optional.of(new SecureListener(
                        PORT,
                        Map.of(
                                "ssl.keystore.location",
                                store(),
                                "ssl.keystore.password",
                                STORE_PASSWORD,
                                "ssl.keystore.type",
                                "PKCS12",
                                "sasl.enabled.mechanisms",
                                "PLAIN",
                                "plain.sasl.jaas.config",
                                "org.apache.kafka.common.security.plain.PlainLoginModule required"
                                        + " user_flyte=\"se;cr\\\"et\";"))));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void isReachedByCertificateAndLogin() throws Exception {
        assertThat(nodes(connection(Map.of()))).isEqualTo(1);
    }

    @Test
    void refusesAnotherPassword() {
        assertThatThrownBy(() -> nodes(connection(Map.of("flyte.events.sasl.password", "wrong"))))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(SaslAuthenticationException.class);
    }

    @Test
    void isNotTrustedWithoutItsAuthority() {
        Map<String, String> keys = new HashMap<>(keys());
        keys.remove("flyte.events.tls.ca-file");

        assertThatThrownBy(() -> nodes(connectionOf(keys)))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(SslAuthenticationException.class);
    }

    private static int nodes(KafkaConnection connection) throws Exception {
        try (Admin admin =
                Admin.create(connection.with(Map.of("default.api.timeout.ms", "8000", "request.timeout.ms", "4000")))) {
            return admin.describeCluster().nodes().get(10, TimeUnit.SECONDS).size();
        }
    }

    private static KafkaConnection connection(Map<String, String> changes) {
        Map<String, String> keys = new HashMap<>(keys());
        keys.putAll(changes);
        return connectionOf(keys);
    }

    private static Map<String, String> keys() {
        return Map.of(
                "flyte.events.bootstrap-servers", "127.0.0.1:" + PORT,
                "flyte.events.tls.enabled", "true",
                "flyte.events.tls.ca-file", folder.resolve("ca.pem").toString(),
                "flyte.events.sasl.mechanism", "PLAIN",
                "flyte.events.sasl.username", "flyte",
                "flyte.events.sasl.password", "se;cr\"et");
    }

    private static KafkaConnection connectionOf(Map<String, String> keys) {
        return KafkaConnection.of(new SmallRyeConfigBuilder()
                .withMapping(EventsConfig.class)
                .withDefaultValues(keys)
                .build()
                .getConfigMapping(EventsConfig.class));
    }

    private static String store() {
        return folder.resolve("broker.p12").toString();
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store(), "-storetype", "PKCS12", "-storepass", STORE_PASSWORD));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(Files.readString(folder.resolve("keytool.log")));
        }
    }
}
