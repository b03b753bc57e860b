package org.flyte.executor.pool;

import com.google.protobuf.InvalidProtocolBufferException;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.flyte.crd.Names;
import org.flyte.crd.TaskAction;
import org.flyte.crd.WorkerPool;
import org.flyte.executor.plugin.StartException;
import org.flyte.executor.secret.PrepareSecrets;
import org.flyte.executor.secret.SecretDelivery;
import org.flyte.idl.core.Secret;

/** Makes and deletes the pods of pools. */
@ApplicationScoped
class WorkerPods {
    static final String VOLUME = "flyte-pool-runner";
    private static final int SUFFIX = 5;
    private static final long GRACE_SECONDS = 5;
    private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";

    private final KubernetesClient client;
    private final PrepareSecrets secrets;
    private final PoolRunner runner;
    private final PoolTokens tokens;
    private final SecureRandom random = new SecureRandom();

    WorkerPods(KubernetesClient client, PrepareSecrets secrets, PoolRunner runner, PoolTokens tokens) {
        this.client = client;
        this.secrets = secrets;
        this.runner = runner;
        this.tokens = tokens;
    }

    /**
     * Creates a pod.
     *
     * @throws KubernetesClientException when it is refused
     * @throws StartException when a secret is missing
     */
    Pod create(WorkerPool pool) {
        tokens.create(pool, owner(pool));
        Pod pod = pod(pool, pool.getMetadata().getName() + "-" + suffix());
        SecretDelivery delivery = secrets.execute(
                pod, pod.getMetadata().getName(), pool.getSpec().project, pool.getSpec().domain, secretsOf(pool));
        delivery.secrets().forEach(secret -> {
            secret.getMetadata().setNamespace(pool.getMetadata().getNamespace());
            secret.getMetadata().setOwnerReferences(List.of(owner(pool)));
            client.resource(secret).create();
        });
        return client.resource(delivery.pod()).create();
    }

    void delete(Pod pod) {
        client.resource(pod).withGracePeriod(GRACE_SECONDS).delete();
        for (String secret : SecretDelivery.names(pod.getMetadata().getName())) {
            if (hasSecret(pod, secret)) {
                client.secrets()
                        .inNamespace(pod.getMetadata().getNamespace())
                        .withName(secret)
                        .delete();
            }
        }
    }

    private static boolean hasSecret(Pod pod, String name) {
        String names = pod.getMetadata().getAnnotations() == null
                ? null
                : pod.getMetadata().getAnnotations().get(SecretDelivery.ANNOTATION);
        return names != null && List.of(names.split(",")).contains(name);
    }

    private Pod pod(WorkerPool pool, String name) {
        String map = runner.in(pool.getMetadata().getNamespace());
        var template = pool.getSpec().podTemplate;
        return new PodBuilder()
                .withNewMetadataLike(template.getMetadata())
                .withName(name)
                .withNamespace(pool.getMetadata().getNamespace())
                .addToLabels(Names.LABEL_POOL, pool.getMetadata().getName())
                .withOwnerReferences(owner(pool))
                .endMetadata()
                .withNewSpecLike(template.getSpec())
                .withRestartPolicy("Never")
                .addNewVolume()
                .withName(VOLUME)
                .withNewConfigMap()
                .withName(map)
                .endConfigMap()
                .endVolume()
                .endSpec()
                .build();
    }

    static OwnerReference owner(WorkerPool pool) {
        return new OwnerReferenceBuilder()
                .withApiVersion(TaskAction.GROUP + "/" + TaskAction.VERSION)
                .withKind(WorkerPool.KIND)
                .withName(pool.getMetadata().getName())
                .withUid(pool.getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .build();
    }

    private static List<Secret> secretsOf(WorkerPool pool) {
        List<Secret> asked = new ArrayList<>();
        try {
            for (byte[] secret : pool.getSpec().secrets) {
                asked.add(Secret.parseFrom(secret));
            }
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(
                    "a secret of pool %s is no core.Secret"
                            .formatted(pool.getMetadata().getName()),
                    e);
        }
        return asked;
    }

    private String suffix() {
        StringBuilder text = new StringBuilder();
        random.ints(SUFFIX, 0, LETTERS.length()).forEach(index -> text.append(LETTERS.charAt(index)));
        return text.toString();
    }

    /** The container of the task as that of its supervisor. */
    static Container container(Container task, String settings, String pool) {
        return new ContainerBuilder(task)
                .withCommand("python3", "-u", "$(FLYTE_POOL_RUNNER)/supervisor.py")
                .withArgs()
                .addNewEnv()
                .withName("FLYTE_POOL")
                .withValue(settings)
                .endEnv()
                .addNewEnv()
                .withName("FLYTE_POOL_RUNNER")
                .withValue("/var/run/flyte-pool")
                .endEnv()
                .addNewEnv()
                .withName("FLYTE_POOL_POD")
                .withNewValueFrom()
                .withNewFieldRef()
                .withFieldPath("metadata.name")
                .endFieldRef()
                .endValueFrom()
                .endEnv()
                .addNewEnv()
                .withName("FLYTE_POOL_POD_UID")
                .withNewValueFrom()
                .withNewFieldRef()
                .withFieldPath("metadata.uid")
                .endFieldRef()
                .endValueFrom()
                .endEnv()
                .addNewEnv()
                .withName("FLYTE_POOL_TOKEN")
                .withNewValueFrom()
                .withNewSecretKeyRef()
                .withName(PoolTokens.secretOf(pool))
                .withKey(PoolTokens.KEY)
                .endSecretKeyRef()
                .endValueFrom()
                .endEnv()
                .addNewVolumeMount()
                .withName(VOLUME)
                .withMountPath("/var/run/flyte-pool")
                .withReadOnly(true)
                .endVolumeMount()
                .build();
    }
}
