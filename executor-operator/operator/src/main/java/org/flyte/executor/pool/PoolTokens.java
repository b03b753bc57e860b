package org.flyte.executor.pool;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import org.flyte.crd.WorkerPool;
import org.flyte.platform.model.RecentMap;

/** The token of each pool, by which its supervisors are known: a Secret that belongs to the pool. */
@ApplicationScoped
class PoolTokens {
    static final String KEY = "token";
    private static final int BYTES = 32;
    private static final int CONFLICT = 409;
    private static final int REMEMBERED = 10_000;

    private final KubernetesClient client;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, String> known = Collections.synchronizedMap(new RecentMap<>(REMEMBERED));

    PoolTokens(KubernetesClient client) {
        this.client = client;
    }

    /** Name of the Secret of a pool. */
    static String secretOf(String pool) {
        return pool + "-token";
    }

    /** Makes the token of a pool, unless it has one. */
    void create(WorkerPool pool, OwnerReference owner) {
        String namespace = pool.getMetadata().getNamespace();
        String name = pool.getMetadata().getName();
        if (known.containsKey(namespace + "/" + name)) {
            return;
        }
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String token = HexFormat.of().formatHex(bytes);
        Secret secret = new SecretBuilder()
                .withNewMetadata()
                .withName(secretOf(name))
                .withNamespace(namespace)
                .withOwnerReferences(owner)
                .endMetadata()
                .addToData(KEY, Base64.getEncoder().encodeToString(token.getBytes(StandardCharsets.US_ASCII)))
                .build();
        try {
            client.resource(secret).create();
            known.put(namespace + "/" + name, token);
        } catch (KubernetesClientException e) {
            if (e.getCode() != CONFLICT) {
                throw e;
            }
        }
    }

    /** Whether it is the token of that pool. */
    boolean isOf(String namespace, String pool, String token) {
        String wanted = known.get(namespace + "/" + pool);
        if (wanted == null) {
            wanted = read(namespace, pool);
        }
        return wanted != null
                && MessageDigest.isEqual(
                        wanted.getBytes(StandardCharsets.US_ASCII), token.getBytes(StandardCharsets.UTF_8));
    }

    private String read(String namespace, String pool) {
        Secret secret =
                client.secrets().inNamespace(namespace).withName(secretOf(pool)).get();
        if (secret == null || secret.getData() == null || !secret.getData().containsKey(KEY)) {
            return null;
        }
        String token = new String(Base64.getDecoder().decode(secret.getData().get(KEY)), StandardCharsets.US_ASCII);
        known.put(namespace + "/" + pool, token);
        return token;
    }

    void forget(String namespace, String pool) {
        known.remove(namespace + "/" + pool);
    }
}
