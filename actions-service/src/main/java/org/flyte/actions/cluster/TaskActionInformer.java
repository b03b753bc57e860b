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
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.flyte.actions.KubernetesConfig;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskNamespaces;
import org.jboss.logging.Logger;

/**
 * Watches the TaskActions, keeps {@link ActionIndex} up to date and notifies the listeners. Starts even
 * while Kubernetes is unavailable, and retries until it is available.
 */
@ApplicationScoped
public class TaskActionInformer implements ResourceEventHandler<TaskAction> {
    private static final Logger LOG = Logger.getLogger(TaskActionInformer.class);
    private static final long PAGE_SIZE = 500L;
    private static final long SWEEP_INTERVAL_MILLIS = 60_000;

    private final KubernetesClient kubernetes;
    private final KubernetesConfig config;
    private final ActionIndex index;
    private final List<ActionListener> listeners;
    private final Vertx vertx;
    private final Clock clock;
    private volatile SharedIndexInformer<TaskAction> informer;

    TaskActionInformer(
            KubernetesClient kubernetes,
            KubernetesConfig config,
            ActionIndex index,
            @All List<ActionListener> listeners,
            Vertx vertx,
            Clock clock) {
        this.kubernetes = kubernetes;
        this.config = config;
        this.index = index;
        this.listeners = listeners;
        this.vertx = vertx;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        var taskActions = kubernetes.resources(TaskAction.class);
        TaskNamespaces namespaces = new TaskNamespaces(config.taskNamespace());
        informer = (namespaces.isShared()
                        ? taskActions.inNamespace(namespaces.template())
                        : taskActions.inAnyNamespace())
                .withLimit(PAGE_SIZE)
                .runnableInformer(0)
                .itemStore(new PrunedStore())
                .exceptionHandler((started, failure) -> {
                    LOG.warnf("cannot watch TaskActions; retrying: cause=%s", failure.getMessage());
                    return true;
                })
                .addEventHandler(this);
        informer.start();
        vertx.setPeriodic(SWEEP_INTERVAL_MILLIS, timer -> index.removeUnconfirmed());
    }

    void stop(@Observes ShutdownEvent event) {
        SharedIndexInformer<TaskAction> running = informer;
        if (running != null) {
            running.stop();
        }
    }

    /** Whether the TaskActions that existed at start-up have been received. */
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
            TrackedAction deleted = last.deleted(clock.instant());
            listeners.forEach(listener -> listener.deleted(deleted, !finalStateUnknown));
        });
    }

    private void changed(TaskAction object) {
        TaskActionReader.read(object).ifPresent(action -> {
            index.put(action);
            listeners.forEach(listener -> listener.changed(action));
        });
    }
}
