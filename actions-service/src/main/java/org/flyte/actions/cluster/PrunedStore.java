package org.flyte.actions.cluster;

import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.Map;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionSpec;

/** Keeps only those fields of a TaskAction that the informer itself and {@link TaskActionReader} need, to save memory. */
final class PrunedStore extends BasicItemStore<TaskAction> {
    PrunedStore() {
        super(Cache::metaNamespaceKeyFunc);
    }

    @Override
    public TaskAction put(String key, TaskAction object) {
        object.getMetadata().setManagedFields(null);
        TaskActionSpec spec = object.getSpec();
        if (spec != null) {
            spec.taskTemplate = null;
            spec.template = null;
            spec.conditionSpec = null;
            if (spec.envVars != null && spec.envVars.isEmpty()) {
                spec.envVars = Map.of();
            }
        }
        return super.put(key, object);
    }
}
