package org.flyte.platform.embedded;

import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** Keeps the embedded servers from telling their whole configuration at every start: only their warnings are logged. */
public final class QuietLogs {
    private static final List<String> CATEGORIES = List.of(
            "org.apache.kafka",
            "kafka",
            "state.change.logger",
            "io.zonky",
            "org.eclipse.jetty",
            "org.gaul",
            "io.fabric8.mockwebserver",
            "io.fabric8.kubernetes.client.server.mock");

    /** Held so that the levels outlive a garbage collection. */
    private static final List<Logger> LOGGERS =
            CATEGORIES.stream().map(Logger::getLogger).toList();

    private QuietLogs() {}

    /** Sets the levels in the running JVM, for the time before (or without) a Quarkus application. */
    public static void apply() {
        LOGGERS.forEach(logger -> logger.setLevel(Level.WARNING));
    }

    /** The same as Quarkus configuration. */
    public static Map<String, String> asConfig() {
        return CATEGORIES.stream()
                .collect(Collectors.toMap("quarkus.log.category.\"%s\".level"::formatted, category -> "WARN"));
    }
}
