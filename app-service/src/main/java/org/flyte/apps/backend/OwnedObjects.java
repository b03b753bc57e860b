package org.flyte.apps.backend;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;

/** What exists of an app in the cluster. */
public record OwnedObjects(List<HasMetadata> objects, List<Pod> pods) {
    /** The first object of a type. */
    public <T> Optional<T> first(Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast).findFirst();
    }
}
