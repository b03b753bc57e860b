package org.flyte.executor.plugins.connector.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.flyte.executor.plugin.PluginSettings;

/**
 * The settings of the plugin, checked; see docs/behaviour/connectors.md.
 *
 * @param endpoints in the order of their precedence
 * @param types ids of endpoints by task type, for types that no endpoint lists
 * @param discoveryInterval between two questions for the types of an endpoint
 * @param pollInterval between two polls of a job that changes
 * @param maxPollInterval between two polls of a job that does not change
 * @param unavailableLimit how long a connector may not answer before what waits for it fails
 * @param deleteLimit how long the deletion of a job is tried
 * @param maxConcurrentCalls per endpoint and operation
 * @param createsPerSecond per endpoint
 * @param pollsPerSecond per endpoint
 * @param maxJobs that this operator has at once
 * @param maxMessageSize in bytes, of requests and responses
 */
public record ConnectorSettings(
        List<Endpoint> endpoints,
        Map<String, String> types,
        Duration discoveryInterval,
        Duration pollInterval,
        Duration maxPollInterval,
        Duration unavailableLimit,
        Duration deleteLimit,
        Duration keepalive,
        Duration keepaliveTimeout,
        int maxConcurrentCalls,
        int createsPerSecond,
        int pollsPerSecond,
        int maxJobs,
        int maxMessageSize) {
    static final Duration MAX_TIMEOUT = Duration.ofMinutes(10);

    private static final String ENDPOINTS = "endpoints";
    private static final String TYPES = "types";
    private static final Duration MAX_LIMIT = Duration.ofDays(1);
    private static final int MIB = 1 << 20;
    private static final Set<String> KEYS = Set.of(
            ENDPOINTS,
            TYPES,
            "discovery-interval",
            "poll-interval",
            "max-poll-interval",
            "unavailable-limit",
            "delete-limit",
            "keepalive",
            "keepalive-timeout",
            "create-timeout",
            "get-timeout",
            "delete-timeout",
            "list-timeout",
            "max-concurrent-calls",
            "creates-per-second",
            "polls-per-second",
            "max-jobs",
            "max-message-size");

    /** @throws IllegalArgumentException naming the key that is wrong */
    public static ConnectorSettings of(PluginSettings given) {
        PluginSettings settings = withHyphens(given);
        settings.allow(KEYS);
        List<Endpoint> endpoints = endpoints(settings);
        Duration pollInterval =
                duration(settings, "poll-interval", Duration.ofSeconds(3), Duration.ofMillis(50), MAX_TIMEOUT);
        return new ConnectorSettings(
                endpoints,
                types(settings, endpoints),
                duration(settings, "discovery-interval", Duration.ofSeconds(10), Duration.ofMillis(100), MAX_LIMIT),
                pollInterval,
                duration(settings, "max-poll-interval", Duration.ofSeconds(30), pollInterval, MAX_LIMIT),
                duration(settings, "unavailable-limit", Duration.ofMinutes(5), Duration.ofMillis(100), MAX_LIMIT),
                duration(settings, "delete-limit", Duration.ofHours(1), Duration.ofMillis(100), MAX_LIMIT),
                duration(settings, "keepalive", Duration.ofSeconds(30), Duration.ofSeconds(10), MAX_LIMIT),
                duration(settings, "keepalive-timeout", Duration.ofSeconds(10), Duration.ofSeconds(1), MAX_TIMEOUT),
                number(settings, "max-concurrent-calls", 16, 1024),
                number(settings, "creates-per-second", 50, 10_000),
                number(settings, "polls-per-second", 200, 100_000),
                number(settings, "max-jobs", 100_000, 1_000_000),
                number(settings, "max-message-size", 16 * MIB, 1024 * MIB));
    }

    /** An environment variable cannot say whether {@code POLL_INTERVAL} has a hyphen or a dot: it comes with a dot, and wins. */
    private static PluginSettings withHyphens(PluginSettings settings) {
        Map<String, String> values = new LinkedHashMap<>(settings.values());
        settings.values().forEach((key, value) -> {
            if (key.contains(".")) {
                values.remove(key);
                values.put(key.replace('.', '-'), value);
            }
        });
        return new PluginSettings(settings.plugin(), values);
    }

    private static List<Endpoint> endpoints(PluginSettings settings) {
        Timeouts timeouts = new Timeouts(
                timeout(settings, "create-timeout", Duration.ofSeconds(30)),
                timeout(settings, "get-timeout", Duration.ofSeconds(10)),
                timeout(settings, "delete-timeout", Duration.ofSeconds(10)),
                timeout(settings, "list-timeout", Duration.ofSeconds(3)));
        EndpointParser parser = new EndpointParser(settings, ENDPOINTS, timeouts);
        List<Endpoint> endpoints = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        list(settings, ENDPOINTS).map(parser::parse).forEach(endpoint -> {
            if (!ids.add(endpoint.id())) {
                throw new IllegalArgumentException(
                        "%s names '%s' twice".formatted(settings.address(ENDPOINTS), endpoint.id()));
            }
            endpoints.add(endpoint);
        });
        return List.copyOf(endpoints);
    }

    private static Map<String, String> types(PluginSettings settings, List<Endpoint> endpoints) {
        Map<String, String> types = new LinkedHashMap<>();
        list(settings, TYPES).forEach(entry -> {
            String[] parts = entry.split("=", 2);
            if (parts.length < 2
                    || parts[0].isEmpty()
                    || endpoints.stream().noneMatch(endpoint -> endpoint.id().equals(parts[1]))) {
                throw new IllegalArgumentException("%s has '%s': write type=id with the id of one of the endpoints"
                        .formatted(settings.address(TYPES), entry));
            }
            types.put(parts[0], parts[1]);
        });
        return Map.copyOf(types);
    }

    /** Entries are separated by commas or spaces. */
    private static Stream<String> list(PluginSettings settings, String key) {
        return Stream.of(settings.text(key).orElse("").split("[,\\s]+")).filter(entry -> !entry.isEmpty());
    }

    private static Duration timeout(PluginSettings settings, String key, Duration otherwise) {
        return duration(settings, key, otherwise, Duration.ofMillis(1), MAX_TIMEOUT);
    }

    static Duration duration(PluginSettings settings, String key, Duration otherwise, Duration min, Duration max) {
        // The default of one key may be outside of what another one sets.
        Duration value = settings.duration(key, otherwise.compareTo(min) < 0 ? min : otherwise);
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(
                    "%s is %s, but must be from %s to %s".formatted(settings.address(key), value, min, max));
        }
        return value;
    }

    private static int number(PluginSettings settings, String key, int otherwise, int max) {
        int value = settings.number(key, otherwise);
        if (value < 1 || value > max) {
            throw new IllegalArgumentException(
                    "%s is %d, but must be from 1 to %d".formatted(settings.address(key), value, max));
        }
        return value;
    }
}
