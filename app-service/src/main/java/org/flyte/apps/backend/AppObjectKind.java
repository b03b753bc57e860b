package org.flyte.apps.backend;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.function.BiFunction;

/**
 * A kind of objects that a backend makes.
 *
 * @param type Java class of its objects
 * @param name kind as Kubernetes calls it
 */
public record AppObjectKind<T extends HasMetadata>(
        Class<T> type,
        String name,
        BiFunction<KubernetesClient, String, NonNamespaceOperation<T, ? extends KubernetesResourceList<T>, Resource<T>>>
                access) {
    /** A kind that the client library knows. */
    public static <T extends HasMetadata> AppObjectKind<T> of(Class<T> type) {
        return new AppObjectKind<>(
                type,
                HasMetadata.getKind(type),
                (client, namespace) -> client.resources(type).inNamespace(namespace));
    }

    /** A custom kind. */
    public static AppObjectKind<GenericKubernetesResource> of(ResourceDefinitionContext context) {
        return new AppObjectKind<>(
                GenericKubernetesResource.class,
                context.getKind(),
                (client, namespace) ->
                        client.genericKubernetesResources(context).inNamespace(namespace));
    }

    /** Requests for its objects in a namespace. */
    public NonNamespaceOperation<T, ? extends KubernetesResourceList<T>, Resource<T>> in(
            KubernetesClient client, String namespace) {
        return access.apply(client, namespace);
    }

    /** Requests for those of all apps. */
    public FilterWatchListDeletable<T, ? extends KubernetesResourceList<T>, Resource<T>> ofApps(
            KubernetesClient client, String namespace) {
        return in(client, namespace).withLabel(AppLabels.MANAGED, "true");
    }
}
