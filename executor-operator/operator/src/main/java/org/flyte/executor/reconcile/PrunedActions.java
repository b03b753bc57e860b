package org.flyte.executor.reconcile;

import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.Map;
import java.util.function.Consumer;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionSpec;
import org.flyte.platform.model.ActionPhases;

/**
 * The cached actions. Keeps of an action that has ended no template and nothing else that only its execution needs: many are kept for
 * an hour.
 */
final class PrunedActions extends BasicItemStore<TaskAction> {
    private final Consumer<TaskAction> received;

    /** @param received called with each version that comes from the API */
    PrunedActions(Consumer<TaskAction> received) {
        super(Cache::metaNamespaceKeyFunc);
        this.received = received;
    }

    @Override
    public TaskAction put(String key, TaskAction action) {
        if (action.getStatus() != null && ActionPhases.isTerminal(ActionPhases.parse(action.getStatus().phase))) {
            prune(action.getSpec());
        }
        received.accept(action);
        return super.put(key, action);
    }

    private static void prune(TaskActionSpec spec) {
        spec.taskTemplate = null;
        spec.template = null;
        spec.cacheKey = null;
        spec.envVars = Map.of();
    }
}
