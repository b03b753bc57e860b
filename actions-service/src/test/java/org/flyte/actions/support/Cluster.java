package org.flyte.actions.support;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import jakarta.inject.Singleton;
import java.util.function.Consumer;
import org.flyte.actions.KubernetesConfig;
import org.flyte.actions.cluster.TaskActionStore;
import org.flyte.crd.ErrorState;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionStatus;
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

    private Resource<TaskAction> named(ActionKey key) {
        return kubernetes
                .resources(TaskAction.class)
                .inNamespace(namespace)
                .withName(TaskActionStore.resourceName(key));
    }
}
