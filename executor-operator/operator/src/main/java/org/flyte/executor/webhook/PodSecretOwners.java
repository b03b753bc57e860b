package org.flyte.executor.webhook;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.flyte.executor.secret.SecretDelivery;
import org.jboss.logging.Logger;

/**
 * Gives the Secrets that the webhook made to their pods, so that they are deleted with them, and deletes those whose pod was never
 * created.
 */
final class PodSecretOwners implements AutoCloseable {
    /** Of the names of the Secrets. */
    static final String PREFIX = "flyte-pod-secrets-";

    static final String LABEL = "flyte.org/secret-owner";
    static final String PENDING = "pending";

    private static final Logger LOG = Logger.getLogger(PodSecretOwners.class);
    private static final Pattern SEPARATOR = Pattern.compile(",");
    private static final int NOT_FOUND = 404;

    private final KubernetesClient client;
    private final List<String> namespaces;
    private final Duration grace;
    private final Clock clock;
    private final List<SharedIndexInformer<Pod>> informers = new ArrayList<>();

    /** @param grace how long a Secret may be without its pod */
    PodSecretOwners(KubernetesClient client, List<String> namespaces, Duration grace, Clock clock) {
        this.client = client;
        this.namespaces = namespaces;
        this.grace = grace;
        this.clock = clock;
    }

    void open() {
        for (String namespace : namespaces) {
            informers.add(labelled(namespace).inform(new Created()));
        }
    }

    @Override
    public void close() {
        informers.forEach(SharedIndexInformer::close);
    }

    /** Deletes Secrets that have waited too long for their pod, unless it exists after all. */
    void sweep() {
        Instant before = clock.instant().minus(grace);
        for (String namespace : namespaces) {
            List<Secret> overdue =
                    client.secrets().inNamespace(namespace).withLabel(LABEL, PENDING).list().getItems().stream()
                            .filter(secret -> Instant.parse(secret.getMetadata().getCreationTimestamp())
                                    .isBefore(before))
                            .toList();
            if (!overdue.isEmpty()) {
                List<Pod> pods = labelled(namespace).list().getItems();
                overdue.forEach(secret -> settle(secret, pods));
            }
        }
    }

    private FilterWatchListDeletable<Pod, PodList, PodResource> labelled(String namespace) {
        return client.pods().inNamespace(namespace).withLabel(PodSecretRequests.LABEL, "true");
    }

    private void settle(Secret secret, List<Pod> pods) {
        String name = secret.getMetadata().getName();
        Pod owner = pods.stream()
                .filter(pod -> secrets(pod).contains(name))
                .findFirst()
                .orElse(null);
        if (owner == null) {
            client.resource(secret).delete();
            LOG.infof("the Secret of a pod that was never created is deleted: secret=%s", name);
        } else {
            give(owner);
        }
    }

    private void give(Pod pod) {
        OwnerReference owner = SecretDelivery.owner(pod);
        String patch = client.getKubernetesSerialization()
                .asJson(Map.of("metadata", Map.of("labels", Map.of(LABEL, "pod"), "ownerReferences", List.of(owner))));
        for (String name : secrets(pod)) {
            try {
                client.secrets()
                        .inNamespace(pod.getMetadata().getNamespace())
                        .withName(name)
                        .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
            } catch (KubernetesClientException e) {
                if (e.getCode() != NOT_FOUND) {
                    LOG.warnf("a Secret is not given to its pod yet: secret=%s code=%d", name, e.getCode());
                }
            }
        }
    }

    /** Names of Secrets of the webhook only, whatever the annotation says. */
    private static List<String> secrets(Pod pod) {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        String names = annotations == null ? null : annotations.get(SecretDelivery.ANNOTATION);
        return names == null
                ? List.of()
                : SEPARATOR
                        .splitAsStream(names)
                        .filter(name -> name.startsWith(PREFIX))
                        .toList();
    }

    private final class Created implements ResourceEventHandler<Pod> {
        @Override
        public void onAdd(Pod pod) {
            give(pod);
        }

        @Override
        public void onUpdate(Pod before, Pod after) {
            if (!Objects.equals(
                    before.getMetadata().getUid(), after.getMetadata().getUid())) {
                give(after);
            }
        }

        @Override
        public void onDelete(Pod pod, boolean stateUnknown) {
            // the garbage collection of Kubernetes deletes what the pod owns
        }
    }
}
