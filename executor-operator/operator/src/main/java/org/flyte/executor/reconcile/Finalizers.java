package org.flyte.executor.reconcile;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import org.flyte.crd.Names;
import org.flyte.crd.TaskAction;
import org.flyte.platform.kubernetes.ObjectWriter;
import org.flyte.platform.model.RecentMap;

/** Removes the finalizer of a deleted TaskAction: one request, no read. */
@ApplicationScoped
class Finalizers {
    private static final int REMEMBERED = 10_000;

    private final KubernetesClient client;
    private final ObjectWriter writer;
    /** The uids of objects that the cache may still show; guarded by itself. */
    private final RecentMap<String, Boolean> removed = new RecentMap<>(REMEMBERED);

    Finalizers(KubernetesClient client) {
        this.client = client;
        this.writer = new ObjectWriter(client);
    }

    /** Whether the finalizer of this object was removed, and only the cache still has it. */
    boolean isRemoved(TaskAction action) {
        synchronized (removed) {
            return removed.containsKey(action.getMetadata().getUid());
        }
    }

    /** @throws KubernetesClientException with code 409 when the object has changed since it was read: try again */
    void remove(TaskAction action) {
        List<String> others = action.getMetadata().getFinalizers().stream()
                .filter(name -> !name.equals(Names.FINALIZER))
                .toList();
        Map<String, Object> metadata = Map.of(
                "uid", action.getMetadata().getUid(),
                "resourceVersion", action.getMetadata().getResourceVersion(),
                "finalizers", others);
        try {
            writer.patch(action, client.getKubernetesSerialization().asJson(Map.of("metadata", metadata)));
        } catch (KubernetesClientException e) {
            if (e.getCode() != 404) {
                throw e;
            }
        }
        synchronized (removed) {
            removed.put(action.getMetadata().getUid(), true);
        }
    }
}
