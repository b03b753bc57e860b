package org.flyte.platform.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.mockwebserver.crud.AttributeSet;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.LongSupplier;

/**
 * The watches of the embedded API, which promise what those of Kubernetes do and those of the library do not: events come in the order
 * of their resource versions, a deletion has a version of its own, and a watch from a version begins after it. Clients compare
 * versions to tell old objects from new ones.
 */
final class ResourceWatches {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Set<ResourceWatch> open = new CopyOnWriteArraySet<>();

    /**
     * Opens a watch. No object changes meanwhile.
     *
     * @param since resource version that the client has, 0 for none
     * @param objects all objects, by their attributes
     */
    ResourceWatch open(AttributeSet selector, long since, Map<AttributeSet, String> objects) {
        ResourceWatch watch = new ResourceWatch(selector, open::remove);
        objects.entrySet().stream()
                .filter(entry -> watch.matches(entry.getKey()))
                .map(entry -> new Versioned(version(entry.getValue()), entry.getValue()))
                .filter(object -> object.version() > since)
                .sorted(Comparator.comparingLong(Versioned::version))
                .forEach(object -> watch.send("ADDED", object.json()));
        open.add(watch);
        return watch;
    }

    private record Versioned(long version, String json) {}

    /**
     * An object was written or deleted. One at a time.
     *
     * @param oldAttributes null for a new object
     * @param newAttributes null for a deleted one
     * @param nextVersion called for a deletion
     */
    void changed(
            AttributeSet oldAttributes,
            String before,
            AttributeSet newAttributes,
            String after,
            LongSupplier nextVersion) {
        String deleted = null;
        for (ResourceWatch watch : open) {
            boolean had = watch.matches(oldAttributes);
            boolean has = watch.matches(newAttributes);
            if (has) {
                watch.send(had ? "MODIFIED" : "ADDED", after);
            } else if (had) {
                if (deleted == null) {
                    deleted = withVersion(before, after == null ? nextVersion.getAsLong() : version(after));
                }
                watch.send("DELETED", deleted);
            }
        }
    }

    private static long version(String object) {
        return tree(object).path("metadata").path("resourceVersion").asLong();
    }

    private static String withVersion(String object, long version) {
        JsonNode tree = tree(object);
        ((ObjectNode) tree.path("metadata")).put("resourceVersion", Long.toString(version));
        return tree.toString();
    }

    private static JsonNode tree(String object) {
        try {
            return JSON.readTree(object);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an object of the embedded API is no JSON", e);
        }
    }
}
