package org.flyte.actions.support;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import jakarta.inject.Singleton;
import java.util.function.Consumer;
import org.flyte.actions.KubernetesConfig;
import org.flyte.actions.cluster.TaskActionStore;
import org.flyte.crd.ErrorState;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionStatus;
import org.flyte.crd.TaskQueue;
import org.flyte.crd.TaskQueueSpec;
import org.flyte.crd.TaskQueueStatus;
import org.flyte.platform.model.ActionKey;

/** Changes TaskActions as the operator does. */
@Singleton
public class Cluster {
    private final KubernetesClient kubernetes;
    private final String namespace;

    Cluster(KubernetesClient kubernetes, KubernetesConfig config) {
        this.kubernetes = kubernetes;
        this.namespace = config.namespace();
    }

    /** Null when there is no TaskAction. */
    public TaskAction objectOf(ActionKey key) {
        return named(key).get();
    }

    public void setStatus(ActionKey key, String phase, int attempt, ErrorState error) {
        editStatus(key, status -> {
            status.phase = phase;
            status.attempts = attempt;
            status.errorState = error;
        });
    }

    public void editStatus(ActionKey key, Consumer<TaskActionStatus> change) {
        named(key).editStatus(object -> {
            TaskActionStatus status = object.getStatus() == null ? new TaskActionStatus() : object.getStatus();
            change.accept(status);
            object.setStatus(status);
            return object;
        });
    }

    public void removeFinalizer(ActionKey key) {
        named(key).edit(object -> {
            object.getMetadata().setFinalizers(null);
            return object;
        });
    }

    /** As an administrator does. */
    public TaskQueue createQueue(String name, Consumer<TaskQueueSpec> change) {
        TaskQueue queue = new TaskQueue();
        queue.setMetadata(
                new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
        change.accept(queue.getSpec());
        return kubernetes.resource(queue).create();
    }

    public void setQueueStatus(TaskQueue queue, int working, int waiting) {
        String name = queue.getMetadata().getName();
        kubernetes
                .resources(TaskQueue.class)
                .inNamespace(namespace)
                .withName(name)
                .editStatus(object -> {
                    TaskQueueStatus status = new TaskQueueStatus();
                    status.working = working;
                    status.waiting = waiting;
                    object.setStatus(status);
                    return object;
                });
    }

    public void delete(TaskQueue queue) {
        kubernetes.resource(queue).delete();
    }

    private Resource<TaskAction> named(ActionKey key) {
        return kubernetes
                .resources(TaskAction.class)
                .inNamespace(namespace)
                .withName(TaskActionStore.resourceName(key));
    }
}
