package org.flyte.devbox.node;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.Logger;

/** The calls of the node to the Kubernetes API. */
final class PodApi {
    private static final Logger LOG = Logger.getLogger(PodApi.class);
    private static final int NOT_FOUND = 404;
    private static final int TRIES = 5;
    private static final long PAUSE_MILLIS = 200;

    private final KubernetesClient client;

    PodApi(KubernetesClient client) {
        this.client = client;
    }

    /** Writes a status, with retries; does nothing when the pod no longer exists. */
    void status(Pod pod, PodStatus status) throws InterruptedException {
        String patch = Serialization.asJson(Map.of("status", status));
        for (int attempt = 1; ; attempt++) {
            try {
                client.pods()
                        .inNamespace(pod.getMetadata().getNamespace())
                        .withName(pod.getMetadata().getName())
                        .subresource("status")
                        .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
                return;
            } catch (KubernetesClientException e) {
                if (e.getCode() == NOT_FOUND) {
                    return;
                }
                if (attempt == TRIES) {
                    LOG.errorf(
                            e,
                            "pod status not written pod=%s",
                            pod.getMetadata().getName());
                    return;
                }
                Thread.sleep(PAUSE_MILLIS * attempt);
            }
        }
    }

    /** Value of {@code name/key}, or null. */
    String secret(Pod pod, String key) {
        int slash = key.indexOf('/');
        byte[] value = secretData(pod, key.substring(0, slash)).get(key.substring(slash + 1));
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    /** Keys and values of a Secret; none when it does not exist. */
    Map<String, byte[]> secretData(Pod pod, String name) {
        Secret secret = client.secrets()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(name)
                .get();
        Map<String, byte[]> data = new HashMap<>();
        if (secret != null && secret.getData() != null) {
            secret.getData()
                    .forEach((key, value) -> data.put(key, Base64.getDecoder().decode(value)));
        }
        return data;
    }

    /** Keys and values of a ConfigMap; none when it does not exist. */
    Map<String, byte[]> configMapData(Pod pod, String name) {
        ConfigMap map = client.configMaps()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(name)
                .get();
        Map<String, byte[]> data = new HashMap<>();
        if (map != null && map.getData() != null) {
            map.getData().forEach((key, value) -> data.put(key, value.getBytes(StandardCharsets.UTF_8)));
        }
        return data;
    }
}
