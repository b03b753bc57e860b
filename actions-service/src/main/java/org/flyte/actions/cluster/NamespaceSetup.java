package org.flyte.actions.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.virtual.threads.VirtualThreads;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.LockSupport;
import org.flyte.actions.KubernetesConfig;
import org.jboss.logging.Logger;

/**
 * Makes the namespace once, at the start, when it is missing. An installation usually has it, and then we need no right
 * to look at namespaces: any refusal is only a remark.
 */
@ApplicationScoped
class NamespaceSetup {
    private static final Logger LOG = Logger.getLogger(NamespaceSetup.class);

    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final KubernetesClient kubernetes;
    private final String namespace;
    private final ExecutorService virtualThreads;
    private volatile boolean stopped;

    NamespaceSetup(
            KubernetesClient kubernetes, KubernetesConfig config, @VirtualThreads ExecutorService virtualThreads) {
        this.kubernetes = kubernetes;
        this.namespace = config.namespace();
        this.virtualThreads = virtualThreads;
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
    }

    void start(@Observes StartupEvent event) {
        virtualThreads.execute(this::ensure);
    }

    private void ensure() {
        while (!stopped && !tryOnce()) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** False when Kubernetes could not be reached. */
    private boolean tryOnce() {
        try {
            if (kubernetes.namespaces().withName(namespace).get() == null) {
                kubernetes.namespaces().resource(object()).create();
                LOG.infof("namespace created: namespace=%s", namespace);
            }
            return true;
        } catch (KubernetesClientException e) {
            LOG.infof("namespace not checked: namespace=%s reason=%s", namespace, KubernetesFailures.line(e));
            return e.getCode() >= 400 && e.getCode() < 500;
        }
    }

    private Namespace object() {
        return new NamespaceBuilder()
                .withNewMetadata()
                .withName(namespace)
                .endMetadata()
                .build();
    }
}
