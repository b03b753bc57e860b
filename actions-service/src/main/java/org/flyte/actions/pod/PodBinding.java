package org.flyte.actions.pod;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flyte.platform.model.ActionKey;

/**
 * What a pod says that it is for. Labels alone prove nothing: the pod has to belong to the TaskAction of the action.
 *
 * @param owner uid of its TaskAction
 * @param attempt from 1
 */
record PodBinding(ActionKey action, String owner, int attempt) {
    private static final String OWNER_KIND = "TaskAction";
    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

    /** Reads a pod; empty when it has another uid, has ended, is being deleted, or was not made for an action. */
    static Optional<PodBinding> of(Pod pod, String uid) {
        ObjectMeta meta = pod.getMetadata();
        boolean lives = uid.equals(meta.getUid())
                && meta.getDeletionTimestamp() == null
                && (pod.getStatus() == null
                        || pod.getStatus().getPhase() == null
                        || !ENDED.contains(pod.getStatus().getPhase()));
        Map<String, String> labels = meta.getLabels() == null ? Map.of() : meta.getLabels();
        if (!lives || !labels.keySet().containsAll(Set.of("project", "domain", "run", "action", "attempt"))) {
            return Optional.empty();
        }
        ActionKey key =
                new ActionKey(labels.get("project"), labels.get("domain"), labels.get("run"), labels.get("action"));
        return meta.getOwnerReferences().stream()
                .filter(owner -> OWNER_KIND.equals(owner.getKind()) && Boolean.TRUE.equals(owner.getController()))
                .map(OwnerReference::getUid)
                .findFirst()
                .flatMap(owner -> attempt(labels.get("attempt")).map(attempt -> new PodBinding(key, owner, attempt)));
    }

    private static Optional<Integer> attempt(String label) {
        return label.matches("[1-9][0-9]{0,8}") ? Optional.of(Integer.valueOf(label)) : Optional.empty();
    }
}
