package org.flyte.actions.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.flyte.actions.KubernetesConfig;
import org.flyte.crd.TaskAction;
import org.jboss.logging.Logger;

/**
 * Watches the TaskActions of the namespace, keeps {@link ActionIndex} true and tells the listeners (executor spec
 * §1.6). Starts whether or not Kubernetes is there, and tries until it is.
 */
@ApplicationScoped
public class TaskActionInformer implements ResourceEventHandler<TaskAction> {
    private static final Logger LOG = Logger.getLogger(TaskActionInformer.class);
    private static final long PAGE = 500L;
    private static final long SWEEP_MILLIS = 60_000;

    private final KubernetesClient kubernetes;
    private final KubernetesConfig config;
    private final ActionIndex index;
    private final List<ActionListener> listeners;
    private final Vertx vertx;
    private final Clock clock = Clock.systemUTC();
    private volatile SharedIndexInformer<TaskAction> informer;

    @Inject
    TaskActionInformer(
            KubernetesClient kubernetes,
            KubernetesConfig config,
            ActionIndex index,
            @All List<ActionListener> listeners,
            Vertx vertx) {
        this.kubernetes = kubernetes;
        this.config = config;
        this.index = index;
        this.listeners = listeners;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent event) {
        informer = kubernetes
                .resources(TaskAction.class)
                .inNamespace(config.namespace())
                .withLimit(PAGE)
                .runnableInformer(0)
                .itemStore(new PrunedStore())
                .exceptionHandler((started, failure) -> {
                    LOG.warnf("cannot watch TaskActions, trying again: %s", failure.getMessage());
                    return true;
                })
                .addEventHandler(this);
        informer.start();
        vertx.setPeriodic(SWEEP_MILLIS, timer -> index.forgetUnseen());
    }

    void stop(@Observes ShutdownEvent event) {
        SharedIndexInformer<TaskAction> running = informer;
        if (running != null) {
            running.stop();
        }
    }

    /** Whether the TaskActions that existed at the start are known. */
    public boolean hasSynced() {
        SharedIndexInformer<TaskAction> running = informer;
        return running != null && running.hasSynced() && running.isRunning();
    }

    @Override
    public void onAdd(TaskAction object) {
        changed(object);
    }

    @Override
    public void onUpdate(TaskAction before, TaskAction object) {
        changed(object);
    }

    @Override
    public void onDelete(TaskAction object, boolean finalStateUnknown) {
        Optional<TrackedAction> read = TaskActionReader.read(object);
        read.ifPresent(last -> {
            index.remove(last);
            TrackedAction gone = last.gone(clock.instant());
            listeners.forEach(listener -> listener.gone(gone, !finalStateUnknown));
        });
    }

    private void changed(TaskAction object) {
        TaskActionReader.read(object).ifPresent(action -> {
            index.see(action);
            listeners.forEach(listener -> listener.changed(action));
        });
    }
}
