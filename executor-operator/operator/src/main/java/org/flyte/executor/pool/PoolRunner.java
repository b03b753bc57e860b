package org.flyte.executor.pool;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.flyte.crd.Names;
import org.flyte.platform.model.Sha256;

/** The files that run in the pods of pools, as a ConfigMap in each namespace of pods: named by its content, so that it never changes. */
@ApplicationScoped
class PoolRunner {
    private static final int CONFLICT = 409;
    private static final int DIGITS = 10;

    /** The supervisor, the worker, and what they import: by a prefix that no module of a task has. */
    private static final List<String> FILES = List.of(
            "supervisor.py",
            "flyte_pool_connection.py",
            "flyte_pool_container.py",
            "flyte_pool_log.py",
            "flyte_pool_process.py",
            "flyte_pool_settings.py",
            "worker.py",
            "flyte_pool_isolation.py",
            "flyte_pool_marks.py",
            "flyte_pool_sdk.py");

    private final KubernetesClient client;
    private final Map<String, String> files = new TreeMap<>();
    private final String name;
    private final Set<String> namespaces = ConcurrentHashMap.newKeySet();

    PoolRunner(KubernetesClient client) {
        this.client = client;
        for (String file : FILES) {
            files.put(file, read(file));
        }
        byte[] content = files.toString().getBytes(StandardCharsets.UTF_8);
        this.name = "flyte-pool-runner-" + Sha256.hex(content).substring(0, DIGITS);
    }

    /** Name of the ConfigMap, which exists afterwards. */
    String in(String namespace) {
        if (!namespaces.contains(namespace)) {
            create(namespace);
            namespaces.add(namespace);
        }
        return name;
    }

    private void create(String namespace) {
        ConfigMap map = new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .addToLabels(Names.LABEL_MANAGED, "true")
                .endMetadata()
                .withData(files)
                .withImmutable(true)
                .build();
        try {
            client.resource(map).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != CONFLICT) {
                throw e;
            }
        }
    }

    private static String read(String file) {
        try (InputStream in = PoolRunner.class.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
