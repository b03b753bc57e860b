package org.flyte.platform.identity.permission;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;

/** What callers may do, where {@code flyte.auth.enabled} is true. */
@ConfigMapping(prefix = "flyte.auth.permissions")
public interface PermissionConfig {
    /** Domains in which only an admin deploys. */
    @WithDefault("production")
    List<String> protectedDomains();

    /** How often the right to a stream that runs is looked at again. */
    @WithDefault("30s")
    Duration recheckInterval();

    /** Longest life of a stream that goes on after its caller's token has expired. */
    @WithDefault("12h")
    Duration maxStreamLife();
}
