package org.flyte.actions;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where in Kubernetes our objects live. */
@ConfigMapping(prefix = "flyte.kubernetes")
public interface KubernetesConfig {
    /** Namespace of all TaskActions and their pods. */
    @WithDefault("flyte")
    String namespace();
}
