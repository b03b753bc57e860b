package org.flyte.executor.reconcile.status;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.flyte.crd.TaskActionStatus;

/**
 * The merge patch from one status to the next: only what changed, and only if nobody else has changed the object.
 *
 * @param meta of the object as read
 */
record StatusPatch(TaskActionStatus before, TaskActionStatus after, ObjectMeta meta) {
    String toJson(KubernetesSerialization json) {
        Map<String, Object> old = map(before, json);
        Map<String, Object> changed = new LinkedHashMap<>();
        map(after, json).forEach((field, value) -> {
            if (!Objects.equals(old.remove(field), value)) {
                changed.put(field, value);
            }
        });
        old.keySet().forEach(removed -> changed.put(removed, null));
        Map<String, Object> precondition = Map.of("uid", meta.getUid(), "resourceVersion", meta.getResourceVersion());
        return json.asJson(Map.of("metadata", precondition, "status", changed));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(TaskActionStatus status, KubernetesSerialization json) {
        return new LinkedHashMap<>(json.convertValue(status, Map.class));
    }
}
