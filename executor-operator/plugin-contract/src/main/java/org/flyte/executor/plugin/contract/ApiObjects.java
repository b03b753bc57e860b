package org.flyte.executor.plugin.contract;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Optional;
import java.util.stream.Stream;
import org.flyte.crd.Names;
import org.flyte.crd.TaskAction;
import org.flyte.executor.plugin.ObjectCache;
import org.flyte.executor.plugin.ObjectKind;

/** The objects of a plugin, read from the API at each question: a cache that is never behind. */
record ApiObjects(KubernetesClient client) implements ObjectCache {
    @Override
    public Optional<GenericKubernetesResource> get(ObjectKind kind, String namespace, String name) {
        return Optional.ofNullable(objects(kind, namespace).withName(name).get())
                .filter(ApiObjects::isManaged);
    }

    @Override
    public Stream<GenericKubernetesResource> of(ObjectKind kind, TaskAction action) {
        String uid = action.getMetadata().getUid();
        return objects(kind, action.getMetadata().getNamespace()).list().getItems().stream()
                .filter(ApiObjects::isManaged)
                .filter(object -> object.getMetadata().getOwnerReferences().stream()
                        .anyMatch(owner -> uid.equals(owner.getUid())));
    }

    NonNamespaceOperation<GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
            objects(ObjectKind kind, String namespace) {
        return client.genericKubernetesResources(new ResourceDefinitionContext.Builder()
                        .withGroup(kind.group())
                        .withVersion(kind.version())
                        .withKind(kind.kind())
                        .withPlural(kind.plural())
                        .withNamespaced(true)
                        .build())
                .inNamespace(namespace);
    }

    private static boolean isManaged(GenericKubernetesResource object) {
        return object.getMetadata().getLabels() != null
                && "true".equals(object.getMetadata().getLabels().get(Names.LABEL_MANAGED));
    }
}
