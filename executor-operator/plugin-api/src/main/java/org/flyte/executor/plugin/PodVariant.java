package org.flyte.executor.plugin;

import java.util.List;
import org.flyte.idl.core.K8sPod;
import org.flyte.idl.core.Resources;

/**
 * How the pod of a role differs from the pod that the task asks for.
 *
 * @param container name of its primary container; empty keeps the name
 * @param image of its primary container; empty keeps the image
 * @param resources requests and limits of its primary container, in place of those of the task; the default instance keeps them
 * @param args of its primary container, in place of its command and arguments, with variables as those have; empty keeps both
 * @param overlay laid over the pod: what it gives wins, objects and lists are merged, containers by name. Its primary container is laid
 *     over that of the task; without a name, the container called as in this record is it, else its only one
 */
public record PodVariant(String container, String image, Resources resources, List<String> args, K8sPod overlay) {
    /** The pod that the task asks for. */
    public static final PodVariant NONE =
            new PodVariant("", "", Resources.getDefaultInstance(), List.of(), K8sPod.getDefaultInstance());

    public PodVariant {
        args = List.copyOf(args);
    }

    /** With another name of the primary container, which its controller expects. */
    public static PodVariant named(String container) {
        return new PodVariant(container, "", Resources.getDefaultInstance(), List.of(), K8sPod.getDefaultInstance());
    }

    /** The same with an image; empty keeps that of the task. */
    public PodVariant image(String other) {
        return new PodVariant(container, other, resources, args, overlay);
    }

    /** The same with resources; the default instance keeps those of the task. */
    public PodVariant resources(Resources other) {
        return new PodVariant(container, image, other, args, overlay);
    }

    /** The same with arguments; none keep the command of the task. */
    public PodVariant args(List<String> other) {
        return new PodVariant(container, image, resources, other, overlay);
    }

    /** The same with a pod laid over that of the task. */
    public PodVariant overlay(K8sPod other) {
        return new PodVariant(container, image, resources, args, other);
    }
}
