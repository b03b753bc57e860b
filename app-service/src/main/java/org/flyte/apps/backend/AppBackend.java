package org.flyte.apps.backend;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/**
 * One way to run apps. All of it is computed: requests to Kubernetes are made by who calls it, so that every backend gets
 * revisions, conflicts and clean-up right by the same code.
 */
public interface AppBackend {
    /** The value of {@code flyte.apps.backend}. */
    String name();

    /**
     * Refuses what this backend cannot do.
     *
     * @throws InvalidArgument naming the field of the spec
     */
    void check(AppDefinition app);

    /** The objects that run the app, or that keep it stopped; in the order in which they are written. */
    List<HasMetadata> objects(AppDefinition app);

    /** The kinds of those objects: what an app owns of them and does not need any more is deleted. */
    List<AppObjectKind<?>> kinds();

    /** How the app is, from what exists of it. */
    AppObservation observe(AppDefinition app, OwnedObjects owned);

    /**
     * Keeps of an existing object what others decide, before the object takes its place.
     *
     * @param wanted from {@link #objects}; may be changed
     */
    default void adopt(HasMetadata present, HasMetadata wanted) {}
}
