package org.flyte.executor.plugins.connector.route;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.flyte.executor.plugins.connector.settings.Endpoint;
import org.flyte.idl.connector.TaskCategory;

/**
 * Which endpoint takes a task. First of all those that are configured for its type; then what the endpoints list for the project and
 * domain of the task, for the domain, and for all; of equal ones the endpoint that is configured first. A type that nobody lists goes to the endpoint {@code default}.
 */
public final class Routes {
    /** Takes tasks that configuration gives to the plugin and no endpoint lists. */
    private static final String DEFAULT = "default";

    private record Key(String project, String domain, String type, int version) {}

    private final Map<String, String> configured;
    private final Map<Key, String> listed = new HashMap<>();
    private final Set<String> types = new TreeSet<>();
    private final boolean hasDefault;

    /**
     * @param configured ids of endpoints by task type
     * @param known what the endpoints have listed, by id
     */
    public Routes(List<Endpoint> endpoints, Map<String, String> configured, Map<String, Set<TaskCategory>> known) {
        this.configured = Map.copyOf(configured);
        this.types.addAll(configured.keySet());
        this.hasDefault = endpoints.stream().anyMatch(endpoint -> endpoint.id().equals(DEFAULT));
        for (Endpoint endpoint : endpoints) {
            for (TaskCategory category : known.getOrDefault(endpoint.id(), Set.of())) {
                types.add(category.getName());
                listed.putIfAbsent(
                        new Key(endpoint.project(), endpoint.domain(), category.getName(), category.getVersion()),
                        endpoint.id());
            }
        }
    }

    /** Whether any endpoint takes tasks of the type, of some project and version. */
    public boolean has(String type) {
        return types.contains(type);
    }

    /** The id of the endpoint. */
    public Optional<String> find(String project, String domain, String type, int version) {
        return Optional.ofNullable(configured.get(type))
                .or(() -> listed(project, domain, type, version))
                .or(() -> listed("", domain, type, version))
                .or(() -> listed(project, "", type, version))
                .or(() -> listed("", "", type, version))
                .or(() -> hasDefault && !has(type) ? Optional.of(DEFAULT) : Optional.empty());
    }

    private Optional<String> listed(String project, String domain, String type, int version) {
        return Optional.ofNullable(listed.get(new Key(project, domain, type, version)));
    }

    /** All types, for messages. */
    public String types() {
        return String.join(", ", types);
    }
}
