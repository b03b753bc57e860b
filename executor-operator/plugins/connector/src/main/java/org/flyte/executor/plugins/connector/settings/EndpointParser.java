package org.flyte.executor.plugins.connector.settings;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flyte.executor.plugin.PluginSettings;

/**
 * Parses {@code id=scheme://address?parameter=value&...}. Schemes: {@code grpc} (also without one), {@code grpcs} for TLS, {@code k8s} for
 * {@code service.namespace:port}, whose addresses come from the cluster's DNS.
 */
final class EndpointParser {
    private static final Pattern FORM =
            Pattern.compile("([a-z0-9][a-z0-9-]{0,62})=(?:([a-z0-9]+)://)?(/?)([^/?\\s]+)(?:\\?(\\S*))?");
    private static final Pattern HOST_AND_PORT = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9a-fA-F:.]+]):([0-9]{1,5})");
    private static final Pattern SERVICE = Pattern.compile("[a-z0-9-]+\\.[a-z0-9-]+:[0-9]{1,5}");
    private static final int MAX_PORT = 65_535;
    private static final Set<String> PARAMETERS =
            Set.of("project", "domain", "tls", "ca", "create-timeout", "get-timeout", "delete-timeout", "list-timeout");

    private final PluginSettings settings;
    private final String key;
    private final Timeouts defaults;

    /** @param key of the setting, for messages */
    EndpointParser(PluginSettings settings, String key, Timeouts defaults) {
        this.settings = settings;
        this.key = key;
        this.defaults = defaults;
    }

    Endpoint parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw bad(text, "write id=grpc://host:port, id=grpcs://host:port or id=k8s://service.namespace:port");
        }
        String scheme = form.group(2) == null ? "grpc" : form.group(2);
        String address = form.group(4);
        Map<String, String> parameters = parameters(text, form.group(5));
        checkPort(text, address);
        return new Endpoint(
                form.group(1),
                scheme + "://" + address,
                target(text, scheme, address),
                scheme.equals("grpcs") || flag(text, parameters, "tls"),
                Optional.ofNullable(parameters.get("ca")),
                parameters.getOrDefault("project", ""),
                parameters.getOrDefault("domain", ""),
                timeouts(parameters));
    }

    private String target(String text, String scheme, String address) {
        return switch (scheme) {
            case "grpc", "grpcs", "dns" -> "dns:///" + address;
            case "k8s" -> {
                if (!SERVICE.matcher(address).matches()) {
                    throw bad(text, "k8s:// needs service.namespace:port");
                }
                int colon = address.lastIndexOf(':');
                yield "dns:///" + address.substring(0, colon) + ".svc" + address.substring(colon);
            }
            default -> throw bad(text, "the scheme is none of grpc, grpcs, dns, k8s");
        };
    }

    private void checkPort(String text, String address) {
        Matcher parts = HOST_AND_PORT.matcher(address);
        if (!parts.matches()) {
            throw bad(text, "the address needs a host and a port");
        }
        int port = Integer.parseInt(parts.group(2));
        if (port < 1 || port > MAX_PORT) {
            throw bad(text, "the port is not between 1 and " + MAX_PORT);
        }
    }

    private Map<String, String> parameters(String text, String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        Stream.of(query == null ? new String[0] : query.split("&"))
                .filter(part -> !part.isEmpty())
                .forEach(part -> {
                    int equals = part.indexOf('=');
                    String name = equals < 0 ? part : part.substring(0, equals);
                    if (equals < 0 || !PARAMETERS.contains(name)) {
                        throw bad(text, "'%s' is none of its parameters %s".formatted(name, sorted()));
                    }
                    parameters.put(name, part.substring(equals + 1));
                });
        return parameters;
    }

    private Timeouts timeouts(Map<String, String> parameters) {
        PluginSettings own = new PluginSettings(settings.plugin(), parameters);
        return new Timeouts(
                timeout(own, "create-timeout", defaults.create()),
                timeout(own, "get-timeout", defaults.get()),
                timeout(own, "delete-timeout", defaults.delete()),
                timeout(own, "list-timeout", defaults.list()));
    }

    private static Duration timeout(PluginSettings settings, String name, Duration otherwise) {
        return ConnectorSettings.duration(
                settings, name, otherwise, Duration.ofMillis(1), ConnectorSettings.MAX_TIMEOUT);
    }

    private boolean flag(String text, Map<String, String> parameters, String name) {
        return switch (parameters.getOrDefault(name, "false")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw bad(text, name + " is neither true nor false");
        };
    }

    private static String sorted() {
        return String.join(", ", PARAMETERS.stream().sorted().toList());
    }

    private IllegalArgumentException bad(String text, String remedy) {
        return new IllegalArgumentException("%s has '%s': %s".formatted(settings.address(key), text, remedy));
    }
}
