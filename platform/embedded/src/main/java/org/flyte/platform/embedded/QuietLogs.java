package org.flyte.platform.embedded;

import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** Keeps the embedded servers from telling their whole configuration at every start: only what is wrong is logged. */
public final class QuietLogs {
    private static final Map<String, Level> LEVELS = Map.of(
            "org.apache.kafka", Level.WARNING,
            "kafka", Level.WARNING,
            "state.change.logger", Level.WARNING,
            "io.zonky", Level.WARNING,
            "org.eclipse.jetty", Level.WARNING,
            "org.gaul", Level.WARNING,
            "io.fabric8.mockwebserver", Level.WARNING,
            "io.fabric8.kubernetes.client.server.mock", Level.WARNING,
            // These two warn of every ordinary start and stop.
            "org.apache.kafka.controller.QuorumController", Level.SEVERE,
            "org.apache.kafka.clients.NetworkClient", Level.SEVERE);

    /** Held so that the levels outlive a garbage collection. */
    private static final List<Logger> LOGGERS =
            LEVELS.keySet().stream().map(Logger::getLogger).toList();

    private QuietLogs() {}

    /** Sets the levels in the running JVM, for the time before (or without) a Quarkus application. */
    public static void apply() {
        LOGGERS.forEach(logger -> logger.setLevel(LEVELS.get(logger.getName())));
    }

    /** The same as Quarkus configuration. */
    public static Map<String, String> asConfig() {
        return LEVELS.entrySet().stream()
                .collect(Collectors.toMap(
                        level -> "quarkus.log.category.\"%s\".level".formatted(level.getKey()),
                        level -> level.getValue().getName()));
    }
}
