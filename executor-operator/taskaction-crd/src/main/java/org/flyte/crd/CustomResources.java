package org.flyte.crd;

import io.fabric8.kubernetes.client.CustomResource;
import java.util.List;

/** All our custom resources. */
public final class CustomResources {
    /** Their types, from which the definitions are generated. */
    public static final List<Class<? extends CustomResource<?, ?>>> TYPES =
            List.of(TaskAction.class, WorkerPool.class, TaskQueue.class);

    private CustomResources() {}

    /** Their definitions, as resources of the class path. */
    public static List<String> definitions() {
        return TYPES.stream()
                .map(type -> "/META-INF/fabric8/%s-v1.yml".formatted(CustomResource.getCRDName(type)))
                .toList();
    }
}
