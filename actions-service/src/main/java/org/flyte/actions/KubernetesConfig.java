package org.flyte.actions;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where TaskActions live in Kubernetes. */
@ConfigMapping(prefix = "flyte.kubernetes")
public interface KubernetesConfig {
    /** Namespace of the services themselves, their leases, and the secrets of tasks. */
    @WithDefault("flyte")
    String namespace();

    /** Namespace of TaskActions and their pods; {@code {project}} and {@code {domain}} in it stand for those of the run. */
    @WithDefault("${flyte.kubernetes.namespace:flyte}")
    String taskNamespace();
}
