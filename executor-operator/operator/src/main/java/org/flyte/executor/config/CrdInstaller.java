package org.flyte.executor.config;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import org.flyte.crd.CustomResources;

/** Installs the CRDs before the controllers start, when configured. */
@Singleton
class CrdInstaller {
    private static final long TIMEOUT_SECONDS = 30;

    private final KubernetesClient client;
    private final boolean enabled;

    CrdInstaller(KubernetesClient client, ExecutorConfig config) {
        this.client = client;
        this.enabled = config.applyCrd();
    }

    void install(@Observes @Priority(1) StartupEvent event) {
        if (enabled) {
            CustomResources.definitions().forEach(this::install);
        }
    }

    private void install(String file) {
        try (InputStream yaml = CustomResources.class.getResourceAsStream(file)) {
            CustomResourceDefinition crd =
                    client.getKubernetesSerialization().unmarshal(yaml, CustomResourceDefinition.class);
            var installed = client.resource(crd);
            if (installed.get() == null) {
                installed.create();
            } else {
                installed.patch();
            }
            installed.waitUntilCondition(CrdInstaller::isEstablished, TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isEstablished(CustomResourceDefinition crd) {
        return crd != null
                && crd.getStatus() != null
                && crd.getStatus().getConditions() != null
                && crd.getStatus().getConditions().stream()
                        .anyMatch(condition ->
                                "Established".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }
}
