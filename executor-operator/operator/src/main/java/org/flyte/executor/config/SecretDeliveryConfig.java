package org.flyte.executor.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How pods get their secrets; see docs/behaviour/secrets.md. */
@ConfigMapping(prefix = "flyte.executor.secrets")
public interface SecretDeliveryConfig {
    /** How long a value that was read is used again; a changed or deleted secret is delivered at most so long. */
    @WithDefault("10s")
    Duration cacheTime();

    /** Whether pods get the image pull secrets of their project, of its domain and of the organization. */
    @WithDefault("true")
    boolean imagePull();

    /** How often image pull secrets are looked for. */
    @WithDefault("1m")
    Duration imagePullRefresh();
}
