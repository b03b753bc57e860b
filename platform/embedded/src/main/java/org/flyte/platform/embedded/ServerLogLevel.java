package org.flyte.platform.embedded;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** The lowest level that an embedded server's logger prints; at INFO they print their whole configuration. */
public enum ServerLogLevel {
    KAFKA_CLIENTS("org.apache.kafka", Level.WARNING),
    KAFKA_BROKER("kafka", Level.WARNING),
    KAFKA_STATE("state.change.logger", Level.WARNING),
    POSTGRES("io.zonky", Level.WARNING),
    JETTY("org.eclipse.jetty", Level.WARNING),
    S3("org.gaul", Level.WARNING),
    KUBERNETES_SERVER("io.fabric8.mockwebserver", Level.WARNING),
    KUBERNETES_OBJECTS("io.fabric8.kubernetes.client.server.mock", Level.WARNING),
    /** Warns at each ordinary start and stop. */
    KAFKA_QUORUM("org.apache.kafka.controller.QuorumController", Level.SEVERE),
    /** Warns at each ordinary start and stop. */
    KAFKA_NETWORK("org.apache.kafka.clients.NetworkClient", Level.SEVERE);

    /** Kept here so that the levels outlive a garbage collection. */
    private static final Map<ServerLogLevel, Logger> LOGGERS = Arrays.stream(values())
            .collect(Collectors.toMap(Function.identity(), each -> Logger.getLogger(each.category)));

    private final String category;
    private final String level;

    ServerLogLevel(String category, Level level) {
        this.category = category;
        this.level = level.getName();
    }

    /** Sets all levels in the running JVM, for the time before (or without) a Quarkus application. */
    public static void applyAll() {
        LOGGERS.forEach((each, logger) -> logger.setLevel(Level.parse(each.level)));
    }

    /** The same as Quarkus configuration. */
    public static Map<String, String> asConfig() {
        return Arrays.stream(values())
                .collect(Collectors.toMap(
                        each -> "quarkus.log.category.\"%s\".level".formatted(each.category), each -> each.level));
    }
}
