package org.flyte.executor.pod;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flyte.executor.plugin.StartException;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.kubernetes.CreateRefusal;
import org.flyte.executor.secret.PrepareSecrets;
import org.flyte.executor.secret.SecretDelivery;
import org.flyte.platform.kubernetes.ObjectWriter;
import org.flyte.platform.runtime.LogContext;
import org.flyte.platform.runtime.LogKey;
import org.jboss.logging.Logger;

/**
 * Creates pods with their secrets. The Secret comes first and belongs to the TaskAction, so that nothing is left behind when the
 * operator ends in between; then it is given to the pod. It is deleted when the try is over.
 */
@ApplicationScoped
class PodSecrets {
    private static final Logger LOG = Logger.getLogger(PodSecrets.class);
    private static final int CONFLICT = 409;

    private final KubernetesClient client;
    private final ObjectWriter writer;
    private final PrepareSecrets prepare;

    PodSecrets(KubernetesClient client, PrepareSecrets prepare) {
        this.client = client;
        this.writer = new ObjectWriter(client);
        this.prepare = prepare;
    }

    /**
     * The created pod.
     *
     * @throws StartException when a secret is missing
     * @throws KubernetesClientException when the pod is refused
     */
    Pod create(TaskExecution execution, Pod pod) {
        SecretDelivery delivery = prepare.execute(
                pod,
                pod.getMetadata().getName(),
                execution.spec().project,
                execution.spec().domain,
                execution.template().getSecurityContext().getSecretsList());
        delivery.secrets().forEach(secret -> create(execution, secret));
        Pod created = writer.create(delivery.pod());
        delivery.secrets().forEach(secret -> giveTo(created, secret));
        return created;
    }

    /** Deletes the Secrets of a try, if it has any. The annotation of a pod is not trusted with other names. */
    void delete(TaskExecution execution, Optional<TaskPod> pod) {
        List<String> ofTry = SecretDelivery.names(execution.objectName());
        Set<String> names = new LinkedHashSet<>();
        if (execution.template().getSecurityContext().getSecretsCount() > 0) {
            names.add(ofTry.getFirst());
        }
        pod.ifPresent(known -> known.secrets().stream().filter(ofTry::contains).forEach(names::add));
        names.forEach(name -> client.secrets()
                .inNamespace(execution.namespace())
                .withName(name)
                .delete());
    }

    private void create(TaskExecution execution, Secret secret) {
        ObjectMeta metadata = secret.getMetadata();
        metadata.setNamespace(execution.namespace());
        metadata.setOwnerReferences(List.of(execution.owner()));
        try {
            writer.create(secret);
        } catch (KubernetesClientException e) {
            if (e.getCode() != CONFLICT) {
                throw new CreateRefusal(e).toException();
            }
            replace(execution, secret, e);
        }
    }

    /**
     * Replaces the Secret of an earlier start of this try. Any other belongs to a pod: it is that of this try, or an older one that
     * is still being deleted, which the caller finds out.
     */
    private void replace(TaskExecution execution, Secret secret, KubernetesClientException conflict) {
        Secret found = client.secrets()
                .inNamespace(execution.namespace())
                .withName(secret.getMetadata().getName())
                .get();
        if (found == null || !isOf(found, execution)) {
            throw conflict;
        }
        found.setData(secret.getData());
        client.resource(found).update();
    }

    private static boolean isOf(Secret secret, TaskExecution execution) {
        return secret.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> owner.getUid().equals(execution.uid()));
    }

    /** Until this succeeds, the Secret belongs to the TaskAction, which ends later. */
    private void giveTo(Pod pod, Secret secret) {
        try {
            writer.patch(
                    secret,
                    client.getKubernetesSerialization()
                            .asJson(Map.of("metadata", Map.of("ownerReferences", List.of(SecretDelivery.owner(pod))))));
        } catch (KubernetesClientException e) {
            try (var _ = LogContext.of(LogKey.CAUSE, "code " + e.getCode()).enter()) {
                LOG.warn("the Secret of a pod stays with its TaskAction");
            }
        }
    }
}
