package org.flyte.platform.identity.role;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How a service reads who has which role, where {@code flyte.auth.enabled} is true. */
@ConfigMapping(prefix = "flyte.auth.roles")
public interface RoleConfig {
    /** How often the bindings are asked for. */
    @WithDefault("5s")
    Duration refreshInterval();

    /** How old bindings may be at most; when they cannot be read for longer, calls are refused with UNAVAILABLE. */
    @WithDefault("5m")
    Duration maxAge();
}
