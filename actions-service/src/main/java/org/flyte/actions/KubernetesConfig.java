package org.flyte.actions;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where TaskActions live in Kubernetes. */
@ConfigMapping(prefix = "flyte.kubernetes")
public interface KubernetesConfig {
    /** Namespace of all TaskActions and their pods. */
    @WithDefault("flyte")
    String namespace();
}
