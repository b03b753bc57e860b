package org.flyte.devbox.node;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.flyte.crd.TaskAction;
import org.jboss.logging.Logger;

/** Deletes pods whose TaskAction is gone: the garbage collection that the embedded API does not have. */
final class OwnerSweep implements Runnable {
    private static final Logger LOG = Logger.getLogger(OwnerSweep.class);

    private final KubernetesClient client;

    OwnerSweep(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public void run() {
        try {
            sweep();
        } catch (RuntimeException e) {
            LOG.warnf("orphaned pods are looked for again later cause=%s", e.getMessage());
        }
    }

    /** Owners are read after the pods, so that an owner made in between is never missed. */
    private void sweep() {
        List<Pod> owned = client.pods().inAnyNamespace().list().getItems().stream()
                .filter(pod -> !owners(pod).isEmpty())
                .toList();
        if (owned.isEmpty()) {
            return;
        }
        Set<String> alive = client.resources(TaskAction.class).inAnyNamespace().list().getItems().stream()
                .map(action -> action.getMetadata().getUid())
                .collect(Collectors.toSet());
        for (Pod pod : owned) {
            if (owners(pod).stream().noneMatch(alive::contains)) {
                LOG.infof(
                        "pod without its TaskAction is deleted pod=%s",
                        pod.getMetadata().getName());
                client.resource(pod).delete();
            }
        }
    }

    private static List<String> owners(Pod pod) {
        return pod.getMetadata().getOwnerReferences().stream()
                .filter(owner -> HasMetadata.getKind(TaskAction.class).equals(owner.getKind()))
                .map(owner -> owner.getUid())
                .toList();
    }
}
