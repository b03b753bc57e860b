package org.flyte.platform.testkit;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.flyte.platform.embedded.ServerLogLevel;

/**
 * The cluster of {@code KUBECONFIG} (environment, or system property {@code kubeconfig}) for {@link RealCluster} tests:
 * our CRDs on the class path are applied, and each application gets a namespace of its own, deleted when it stops.
 */
public final class RealKubernetes implements QuarkusTestResourceLifecycleManager {
    private static final List<String> CRDS = List.of(
            "META-INF/fabric8/taskactions.flyte.org-v1.yml",
            "META-INF/fabric8/workerpools.flyte.org-v1.yml",
            "META-INF/fabric8/taskqueues.flyte.org-v1.yml");

    private String namespace;

    /** The file that names the cluster, or null when there is none. */
    public static String kubeconfig() {
        String property = System.getProperty("kubeconfig");
        String file = property == null ? System.getenv("KUBECONFIG") : property;
        return file == null || file.isBlank() ? null : file;
    }

    /** A client of the cluster; the caller closes it. */
    public static KubernetesClient client() {
        try {
            Config config = Config.fromKubeconfig(Files.readString(Path.of(kubeconfig())));
            return new KubernetesClientBuilder().withConfig(config).build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Applies our CRDs on the class path. */
    public static void applyCrds(KubernetesClient client) {
        CRDS.forEach(file -> applyAll(client, file));
    }

    @Override
    public Map<String, String> start() {
        Map<String, String> config = new HashMap<>(ServerLogLevel.asConfig());
        if (kubeconfig() == null) {
            return config;
        }
        namespace = "flyte-test-" + UUID.randomUUID().toString().substring(0, 8);
        System.setProperty("kubeconfig", kubeconfig());
        try (KubernetesClient client = client()) {
            applyCrds(client);
            client.namespaces()
                    .resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(namespace)
                            .endMetadata()
                            .build())
                    .create();
        }
        config.put("flyte.kubernetes.namespace", namespace);
        return config;
    }

    @Override
    public void stop() {
        if (namespace != null) {
            try (KubernetesClient client = client()) {
                releaseTaskActions(client);
                client.namespaces().withName(namespace).delete();
            }
        }
    }

    /** The operator under test has stopped, so nothing else removes its finalizer. */
    private void releaseTaskActions(KubernetesClient client) {
        var actions =
                client.genericKubernetesResources("flyte.org/v1", "TaskAction").inNamespace(namespace);
        for (var action : actions.list().getItems()) {
            action.getMetadata().setFinalizers(List.of());
            actions.resource(action).update();
        }
    }

    private static void applyAll(KubernetesClient client, String file) {
        try {
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            for (URL url : Collections.list(loader.getResources(file))) {
                try (InputStream yaml = url.openStream()) {
                    client.load(yaml)
                            .items()
                            .forEach(item ->
                                    client.resource(item).forceConflicts().serverSideApply());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
