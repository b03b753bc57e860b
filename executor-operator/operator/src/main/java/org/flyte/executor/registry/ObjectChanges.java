package org.flyte.executor.registry;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.flyte.crd.TaskAction;

/** Wakes the actions whose objects have changed in what a plugin can judge them by: their status, their spec, their deletion. */
record ObjectChanges(Consumer<ResourceID> wake) implements ResourceEventHandler<GenericKubernetesResource> {
    private static final String STATUS = "status";

    /** The reconcile that created it knows that it exists. */
    @Override
    public void onAdd(GenericKubernetesResource object) {
        if (object.getAdditionalProperties().containsKey(STATUS)) {
            owner(object).ifPresent(wake);
        }
    }

    @Override
    public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource after) {
        if (differ(before, after, object -> object.getAdditionalProperties().get(STATUS))
                || differ(before, after, object -> object.getMetadata().getGeneration())
                || differ(before, after, object -> object.getMetadata().getDeletionTimestamp())) {
            owner(after).ifPresent(wake);
        }
    }

    @Override
    public void onDelete(GenericKubernetesResource object, boolean stateIsUnknown) {
        owner(object).ifPresent(wake);
    }

    private static boolean differ(
            GenericKubernetesResource before,
            GenericKubernetesResource after,
            Function<GenericKubernetesResource, Object> part) {
        return !Objects.equals(part.apply(before), part.apply(after));
    }

    /** Empty for an object that no TaskAction owns. */
    private static Optional<ResourceID> owner(GenericKubernetesResource object) {
        return object.getMetadata().getOwnerReferences().stream()
                .filter(owner -> TaskAction.KIND.equals(owner.getKind())
                        && owner.getApiVersion().startsWith(TaskAction.GROUP + "/"))
                .map(OwnerReference::getName)
                .map(name -> new ResourceID(name, object.getMetadata().getNamespace()))
                .findFirst();
    }
}
