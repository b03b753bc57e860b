package org.flyte.platform.events;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;

/**
 * What every Kafka client needs to reach the brokers: addresses, encryption, login.
 *
 * @param settings of a Kafka client
 */
public record KafkaConnection(Map<String, Object> settings) {
    private static final String PEM = "PEM";

    public KafkaConnection {
        settings = Map.copyOf(settings);
    }

    /** Brokers without encryption and login. */
    public static KafkaConnection plain(String bootstrapServers) {
        return new KafkaConnection(Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    }

    /**
     * As configured.
     *
     * @throws IllegalArgumentException when a key is wrong or missing, or a file cannot be read; the message names the key
     */
    public static KafkaConnection of(EventsConfig config) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
        boolean login = config.sasl().mechanism().isPresent();
        boolean encrypted = config.tls().enabled();
        settings.put(
                CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
                login ? (encrypted ? "SASL_SSL" : "SASL_PLAINTEXT") : (encrypted ? "SSL" : "PLAINTEXT"));
        if (login) {
            login(config.sasl(), settings);
        } else if (config.sasl().username().isPresent()) {
            throw new IllegalArgumentException(
                    "flyte.events.sasl.username is set, but flyte.events.sasl.mechanism is not");
        }
        if (encrypted) {
            encryption(config.tls(), settings);
        } else if (config.tls().caFile().isPresent()
                || config.tls().certificateFile().isPresent()) {
            throw new IllegalArgumentException("flyte.events.tls has files, but flyte.events.tls.enabled is false");
        }
        return new KafkaConnection(settings);
    }

    /** These settings with others of one client. */
    public Map<String, Object> with(Map<String, ?> others) {
        Map<String, Object> all = new HashMap<>(settings);
        all.putAll(others);
        return all;
    }

    /** These settings with those of a file of Kafka client settings, as Kafka's own tools take it. */
    public KafkaConnection withFile(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return new KafkaConnection(with(properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, properties::getProperty))));
    }

    private static void login(EventsConfig.Sasl sasl, Map<String, Object> settings) {
        String mechanism = sasl.mechanism().orElseThrow();
        String module = switch (mechanism) {
            case "PLAIN" -> "org.apache.kafka.common.security.plain.PlainLoginModule";
            case "SCRAM-SHA-256", "SCRAM-SHA-512" -> "org.apache.kafka.common.security.scram.ScramLoginModule";
            default ->
                throw new IllegalArgumentException(
                        "flyte.events.sasl.mechanism is %s: use PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512"
                                .formatted(mechanism));
        };
        settings.put(SaslConfigs.SASL_MECHANISM, mechanism);
        settings.put(
                SaslConfigs.SASL_JAAS_CONFIG,
                "%s required username=%s password=%s;"
                        .formatted(
                                module,
                                quoted(required("flyte.events.sasl.username", sasl.username())),
                                quoted(required("flyte.events.sasl.password", sasl.password()))));
    }

    private static void encryption(EventsConfig.Tls tls, Map<String, Object> settings) {
        tls.caFile().ifPresent(file -> {
            settings.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, PEM);
            settings.put(SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG, read("flyte.events.tls.ca-file", file));
        });
        if (tls.certificateFile().isPresent() || tls.keyFile().isPresent()) {
            settings.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, PEM);
            settings.put(
                    SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG,
                    read(
                            "flyte.events.tls.certificate-file",
                            required("flyte.events.tls.certificate-file", tls.certificateFile())));
            settings.put(
                    SslConfigs.SSL_KEYSTORE_KEY_CONFIG,
                    read("flyte.events.tls.key-file", required("flyte.events.tls.key-file", tls.keyFile())));
        }
    }

    private static <T> T required(String key, Optional<T> value) {
        return value.orElseThrow(() -> new IllegalArgumentException(key + " is missing"));
    }

    private static String read(String key, Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalArgumentException("%s: %s cannot be read".formatted(key, file), e);
        }
    }

    private static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** Without credentials. */
    @Override
    public String toString() {
        return "KafkaConnection[%s, %s]"
                .formatted(
                        settings.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG),
                        settings.getOrDefault(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "PLAINTEXT"));
    }
}
