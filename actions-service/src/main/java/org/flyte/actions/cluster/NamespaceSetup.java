package org.flyte.actions.cluster;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.virtual.threads.VirtualThreads;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.ExecutorService;
import org.flyte.actions.KubernetesConfig;
import org.jboss.logging.Logger;

/**
 * Makes the namespace once, at the start, when it is missing. An installation usually has it, and then we need no right
 * to look at namespaces: any refusal is only a remark.
 */
@ApplicationScoped
class NamespaceSetup {
    private static final Logger LOG = Logger.getLogger(NamespaceSetup.class);

    private final KubernetesClient kubernetes;
    private final String namespace;
    private final ExecutorService virtualThreads;

    NamespaceSetup(
            KubernetesClient kubernetes, KubernetesConfig config, @VirtualThreads ExecutorService virtualThreads) {
        this.kubernetes = kubernetes;
        this.namespace = config.namespace();
        this.virtualThreads = virtualThreads;
    }

    void start(@Observes StartupEvent event) {
        virtualThreads.execute(this::ensure);
    }

    private void ensure() {
        try {
            if (kubernetes.namespaces().withName(namespace).get() == null) {
                kubernetes
                        .namespaces()
                        .resource(new NamespaceBuilder()
                                .withNewMetadata()
                                .withName(namespace)
                                .endMetadata()
                                .build())
                        .create();
                LOG.infof("namespace created: %s", namespace);
            }
        } catch (KubernetesClientException e) {
            LOG.infof("namespace not checked: %s, %s", namespace, e.getMessage());
        }
    }
}
