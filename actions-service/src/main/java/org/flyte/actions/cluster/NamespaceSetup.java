package org.flyte.actions.cluster;

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
import org.flyte.crd.TaskNamespaces;
import org.jboss.logging.Logger;

/**
 * Creates the namespace of all TaskActions at start-up if it is missing. Retries while Kubernetes is unavailable; a refusal is only logged,
 * because an installation may create the namespace itself and grant no permission on namespaces.
 */
@ApplicationScoped
class NamespaceSetup {
    private static final Logger LOG = Logger.getLogger(NamespaceSetup.class);
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(2);

    private final Namespaces namespaces;
    private final TaskNamespaces taskNamespaces;
    private final String namespace;
    private final ExecutorService virtualThreads;
    private volatile boolean stopped;
    private String lastCause = "";

    NamespaceSetup(
            KubernetesClient kubernetes, KubernetesConfig config, @VirtualThreads ExecutorService virtualThreads) {
        this.namespaces = new Namespaces(kubernetes);
        this.taskNamespaces = new TaskNamespaces(config.taskNamespace());
        this.namespace = taskNamespaces.template();
        this.virtualThreads = virtualThreads;
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
    }

    void start(@Observes StartupEvent event) {
        if (taskNamespaces.isShared()) {
            virtualThreads.execute(this::ensure);
        }
    }

    private void ensure() {
        while (!stopped && !tryOnce()) {
            LockSupport.parkNanos(RETRY_INTERVAL.toNanos());
        }
    }

    /** False when Kubernetes is unavailable. */
    private boolean tryOnce() {
        try {
            if (!namespaces.has(namespace)) {
                namespaces.create(namespace);
            }
            return true;
        } catch (KubernetesClientException e) {
            logOnce(new KubernetesError(e).firstLine());
            return e.getCode() >= 400 && e.getCode() < 500;
        }
    }

    private void logOnce(String cause) {
        if (!cause.equals(lastCause)) {
            lastCause = cause;
            LOG.infof("cannot check the namespace: namespace=%s cause=%s", namespace, cause);
        }
    }
}
