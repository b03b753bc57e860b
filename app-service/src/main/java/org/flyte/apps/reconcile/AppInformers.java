package org.flyte.apps.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.List;
import org.flyte.apps.AppsConfig;
import org.flyte.apps.backend.AppBackend;
import org.flyte.apps.backend.AppObjectKind;
import org.jboss.logging.Logger;

/** Watches the objects and pods of apps; starts even while Kubernetes is unavailable, and retries until it is there. */
@ApplicationScoped
class AppInformers {
    private static final Logger LOG = Logger.getLogger(AppInformers.class);

    private final KubernetesClient client;
    private final AppBackend backend;
    private final AppReconciler reconciler;
    private final String namespace;
    private final List<SharedIndexInformer<?>> informers = new ArrayList<>();

    AppInformers(KubernetesClient client, AppBackend backend, AppReconciler reconciler, AppsConfig config) {
        this.client = client;
        this.backend = backend;
        this.reconciler = reconciler;
        this.namespace = config.namespace();
    }

    void start(@Observes StartupEvent event) {
        backend.kinds().forEach(this::inform);
        inform(AppObjectKind.of(Pod.class));
    }

    void stop(@Observes ShutdownEvent event) {
        informers.forEach(SharedIndexInformer::stop);
    }

    private <T extends HasMetadata> void inform(AppObjectKind<T> kind) {
        SharedIndexInformer<T> informer = kind.ofApps(client, namespace)
                .runnableInformer(0)
                .exceptionHandler((started, failure) -> {
                    LOG.warnf(
                            "cannot watch objects of apps; retrying: kind=%s cause=%s",
                            kind.name(), failure.getMessage());
                    return true;
                })
                .addEventHandler(new Changes<T>());
        informers.add(informer);
        var unused = informer.start();
    }

    private final class Changes<T extends HasMetadata> implements ResourceEventHandler<T> {
        @Override
        public void onAdd(T object) {
            reconciler.objectChanged(object);
        }

        @Override
        public void onUpdate(T before, T after) {
            reconciler.objectChanged(after);
        }

        @Override
        public void onDelete(T object, boolean finalStateUnknown) {
            reconciler.objectChanged(object);
        }
    }
}
