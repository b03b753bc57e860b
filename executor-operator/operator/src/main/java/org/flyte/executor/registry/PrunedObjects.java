package org.flyte.executor.registry;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;

/** Keeps objects without the record of who wrote which field, which is often half of them. */
final class PrunedObjects extends BasicItemStore<GenericKubernetesResource> {
    PrunedObjects() {
        super(Cache::metaNamespaceKeyFunc);
    }

    @Override
    public GenericKubernetesResource put(String key, GenericKubernetesResource object) {
        object.getMetadata().setManagedFields(null);
        return super.put(key, object);
    }
}
