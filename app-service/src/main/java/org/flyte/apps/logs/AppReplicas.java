package org.flyte.apps.logs;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.flyte.apps.AppKey;
import org.flyte.apps.AppsConfig;
import org.flyte.apps.backend.AppLabels;
import org.flyte.apps.spec.rule.AppNames;

/** The pods of an app, found by its labels only: a name in a request never leads to a pod of somebody else. */
@ApplicationScoped
class AppReplicas {
    private static final String APP = "app";
    private static final String PROXY_OF_KNATIVE = "queue-proxy";

    private final KubernetesClient client;
    private final String namespace;

    AppReplicas(KubernetesClient client, AppsConfig config) {
        this.client = client;
        this.namespace = config.namespace();
    }

    /** All of them. Blocks: for virtual threads. */
    List<Replica> of(AppKey app) {
        return client
                .pods()
                .inNamespace(namespace)
                .withLabel(AppLabels.APP, AppNames.objectName(app))
                .list()
                .getItems()
                .stream()
                .filter(pod -> AppLabels.key(pod).filter(app::equals).isPresent())
                .map(pod -> new Replica(app, namespace, pod.getMetadata().getName(), container(pod)))
                .toList();
    }

    private static String container(Pod pod) {
        List<String> names = pod.getSpec().getContainers().stream()
                .map(Container::getName)
                .filter(name -> !PROXY_OF_KNATIVE.equals(name))
                .toList();
        return names.contains(APP) ? APP : names.getFirst();
    }

    /** A pod, and the container that serves. */
    record Replica(AppKey app, String namespace, String pod, String container) {}
}
