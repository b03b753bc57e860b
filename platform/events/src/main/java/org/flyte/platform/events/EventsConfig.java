package org.flyte.platform.events;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** How Kafka is reached, by every service that publishes or consumes events. */
@ConfigMapping(prefix = "flyte.events")
public interface EventsConfig {
    /** Addresses of the Kafka brokers, host:port, separated by commas. */
    @WithDefault("localhost:9092")
    String bootstrapServers();

    /** Encryption of the connections. */
    Tls tls();

    /** Login at the brokers. */
    Sasl sasl();

    interface Tls {
        /** Whether connections are encrypted, and the brokers' certificates and names verified. */
        @WithDefault("false")
        boolean enabled();

        /** PEM file of the authorities that the brokers' certificates are from; absent for those that the JVM trusts. */
        Optional<Path> caFile();

        /** PEM file of the client's certificate chain, for brokers that require one; with {@code key-file}. */
        Optional<Path> certificateFile();

        /** PEM file of the client's private key, PKCS #8 and not encrypted; with {@code certificate-file}. */
        Optional<Path> keyFile();
    }

    interface Sasl {
        /** PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512; absent for no login. */
        Optional<String> mechanism();

        /** User of the login. */
        Optional<String> username();

        /** Password of the login. */
        Optional<String> password();
    }
}
