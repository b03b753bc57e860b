package org.flyte.executor.plugin;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.Optional;
import java.util.stream.Stream;
import org.flyte.crd.TaskAction;

/**
 * The watched objects of a plugin: those of its kinds, with the label {@code flyte.org/managed=true}, in the namespaces of the operator.
 * An event of one wakes the action that owns it. Answers without a request; may be a moment behind.
 */
public interface ObjectCache {
    Optional<GenericKubernetesResource> get(ObjectKind kind, String namespace, String name);

    /** The objects that the action owns, those of earlier tries included. */
    Stream<GenericKubernetesResource> of(ObjectKind kind, TaskAction action);
}
