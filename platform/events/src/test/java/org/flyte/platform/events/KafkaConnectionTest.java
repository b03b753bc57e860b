package org.flyte.platform.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaConnectionTest {
    @TempDir
    private Path folder;

    @Test
    void isPlainUnlessConfigured() {
        assertThat(connection(Map.of()).settings())
                .containsOnly(
                        Map.entry("bootstrap.servers", "localhost:9092"), Map.entry("security.protocol", "PLAINTEXT"));
    }

    @Test
    void isTheSameForChannelsAndForClientsOfOurOwn() {
        KafkaConnections beans = new KafkaConnections();
        EventsConfig config = config(Map.of("flyte.events.bootstrap-servers", "kafka:9092"));

        KafkaConnection connection = beans.connection(config);

        assertThat(connection).isEqualTo(KafkaConnection.of(config));
        assertThat(beans.settings(connection)).containsEntry("bootstrap.servers", "kafka:9092");
    }

    @ParameterizedTest
    @CsvSource({"false, PLAIN, SASL_PLAINTEXT", "true, SCRAM-SHA-512, SASL_SSL", "true, , SSL", "false, , PLAINTEXT"})
    void choosesTheProtocol(boolean tls, String mechanism, String protocol) {
        Map<String, String> login = mechanism == null
                ? Map.of()
                : Map.of(
                        "flyte.events.sasl.mechanism", mechanism,
                        "flyte.events.sasl.username", "flyte",
                        "flyte.events.sasl.password", "x");
        Map<String, String> keys = new HashMap<>(login);
        keys.put("flyte.events.tls.enabled", Boolean.toString(tls));

        assertThat(connection(keys).settings()).containsEntry("security.protocol", protocol);
    }

    @Test
    void quotesCredentialsAndShowsNone() {
        KafkaConnection connection = connection(Map.of(
                "flyte.events.sasl.mechanism", "PLAIN",
                "flyte.events.sasl.username", "flyte",
                "flyte.events.sasl.password", "a\"b\\c;"));

        assertThat(connection.settings().get("sasl.jaas.config"))
                .isEqualTo("org.apache.kafka.common.security.plain.PlainLoginModule required username=\"flyte\""
                        + " password=\"a\\\"b\\\\c;\";");
        assertThat(connection.toString()).isEqualTo("KafkaConnection[localhost:9092, SASL_PLAINTEXT]");
    }

    @Test
    void readsCertificatesFromFiles() throws IOException {
        KafkaConnection connection = connection(Map.of(
                "flyte.events.tls.enabled", "true",
                "flyte.events.tls.ca-file", file("ca.pem"),
                "flyte.events.tls.certificate-file", file("tls.crt"),
                "flyte.events.tls.key-file", file("tls.key")));

        assertThat(connection.settings())
                .containsEntry("ssl.truststore.type", "PEM")
                .containsEntry("ssl.truststore.certificates", "content of ca.pem")
                .containsEntry("ssl.keystore.type", "PEM")
                .containsEntry("ssl.keystore.certificate.chain", "content of tls.crt")
                .containsEntry("ssl.keystore.key", "content of tls.key");
    }

    @ParameterizedTest
    @CsvSource({
        "flyte.events.sasl.mechanism=GSSAPI, 'flyte.events.sasl.mechanism is GSSAPI: use PLAIN'",
        "flyte.events.sasl.mechanism=PLAIN, flyte.events.sasl.username is missing",
        "flyte.events.sasl.mechanism=PLAIN flyte.events.sasl.username=u, flyte.events.sasl.password is missing",
        "flyte.events.sasl.username=u, flyte.events.sasl.mechanism is not",
        "flyte.events.tls.ca-file=/x, flyte.events.tls.enabled is false",
        "flyte.events.tls.enabled=true flyte.events.tls.ca-file=/nowhere/ca, 'flyte.events.tls.ca-file: /nowhere/ca cannot'",
        "flyte.events.tls.enabled=true flyte.events.tls.key-file=/x, flyte.events.tls.certificate-file is missing",
    })
    void namesTheKeyThatIsWrong(String keys, String message) {
        Map<String, String> config = Stream.of(keys.split(" "))
                .map(key -> key.split("="))
                .collect(Collectors.toMap(key -> key[0], key -> key[1]));

        assertThatThrownBy(() -> connection(config))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private String file(String name) throws IOException {
        return Files.writeString(folder.resolve(name), "content of " + name).toString();
    }

    private static KafkaConnection connection(Map<String, String> keys) {
        return KafkaConnection.of(config(keys));
    }

    private static EventsConfig config(Map<String, String> keys) {
        return new SmallRyeConfigBuilder()
                .withMapping(EventsConfig.class)
                .withDefaultValues(keys)
                .build()
                .getConfigMapping(EventsConfig.class);
    }
}
