package org.flyte.executor.plugin;

/**
 * The part that a pod has in a try of several pods.
 *
 * @param name such as {@code driver}: on the pod as label {@link PodKit#LABEL_ROLE}
 * @param interruptible whether the pod may run on nodes that can be taken away, if the task allows it
 */
public record PodRole(String name, boolean interruptible) {
    /** A pod that may be lost, if the task allows it. */
    public static PodRole worker(String name) {
        return new PodRole(name, true);
    }

    /** A pod whose loss is the loss of the try. */
    public static PodRole leader(String name) {
        return new PodRole(name, false);
    }
}
