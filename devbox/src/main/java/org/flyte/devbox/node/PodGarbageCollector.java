package org.flyte.devbox.node;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flyte.crd.TaskAction;
import org.flyte.crd.WorkerPool;
import org.jboss.logging.Logger;

/**
 * Deletes pods whose TaskAction no longer exists, and Secrets whose pod no longer exists, since the embedded API has no garbage
 * collection.
 */
final class PodGarbageCollector implements Runnable {
    private static final Logger LOG = Logger.getLogger(PodGarbageCollector.class);

    private final KubernetesClient client;

    PodGarbageCollector(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public void run() {
        try {
            collect();
            collectSecrets();
        } catch (RuntimeException e) {
            LOG.warnf("orphaned objects not collected, retried at the next interval cause=%s", e.getMessage());
        }
    }

    /** Owners are read after the pods, so that an owner created in between is never missed. */
    private void collect() {
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
                LOG.infof("deleting orphaned pod pod=%s", pod.getMetadata().getName());
                client.resource(pod).delete();
            }
        }
    }

    private void collectSecrets() {
        List<Secret> owned = client.secrets().inAnyNamespace().list().getItems().stream()
                .filter(secret -> !secret.getMetadata().getOwnerReferences().isEmpty())
                .toList();
        if (owned.isEmpty()) {
            return;
        }
        Set<String> alive = Stream.of(
                        client.pods().inAnyNamespace().list().getItems(),
                        client.resources(TaskAction.class)
                                .inAnyNamespace()
                                .list()
                                .getItems(),
                        client.resources(WorkerPool.class)
                                .inAnyNamespace()
                                .list()
                                .getItems())
                .flatMap(List::stream)
                .map(owner -> owner.getMetadata().getUid())
                .collect(Collectors.toSet());
        for (Secret secret : owned) {
            if (secret.getMetadata().getOwnerReferences().stream().noneMatch(owner -> alive.contains(owner.getUid()))) {
                client.resource(secret).delete();
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
