package org.flyte.executor.registry;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Which plugin carries out which type of tasks: the configured one, else the one that claims it. */
final class TypeAssignment {
    private final Map<String, FoundProvider> byType = new TreeMap<>();

    /**
     * @param configured names of plugins by type
     * @throws PluginException when two plugins claim a type, or a configured one does not exist
     */
    TypeAssignment(List<FoundProvider> providers, Map<String, String> configured) {
        Map<String, FoundProvider> byName = new TreeMap<>();
        for (FoundProvider found : providers) {
            FoundProvider other = byName.putIfAbsent(found.name(), found);
            if (other != null) {
                throw new PluginException(
                        "two plugins have the same name: %s and %s".formatted(other.describe(), found.describe()),
                        null);
            }
        }
        configured.forEach((type, name) -> byType.put(type, known(byName, type, name)));
        providers.forEach(found -> claim(found, configured));
    }

    /** Empty when the type is neither configured nor claimed. */
    Optional<FoundProvider> of(String type) {
        return Optional.ofNullable(byType.get(type));
    }

    /** All types, in order. */
    String types() {
        return String.join(", ", byType.keySet());
    }

    private void claim(FoundProvider found, Map<String, String> configured) {
        for (String type : found.provider().taskTypes()) {
            FoundProvider other = byType.putIfAbsent(type, found);
            if (other != null && other != found && !configured.containsKey(type)) {
                throw new PluginException(
                        "%s and %s claim the task type '%s'; set flyte.executor.plugins.%s to the name of one of them"
                                .formatted(other.describe(), found.describe(), type, type),
                        null);
            }
        }
    }

    private static FoundProvider known(Map<String, FoundProvider> byName, String type, String name) {
        FoundProvider found = byName.get(name);
        if (found == null) {
            throw new PluginException(
                    "flyte.executor.plugins.%s names the plugin '%s', which does not exist; use one of: %s"
                            .formatted(type, name, byName.keySet().stream().collect(Collectors.joining(", "))),
                    null);
        }
        return found;
    }
}
