package org.flyte.secrets;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How SecretService is served. */
@ConfigMapping(prefix = "flyte.secrets.service")
public interface SecretServiceConfig {
    /** Maximum number of concurrent calls to the secret manager; more wait. */
    @WithDefault("16")
    @Min(1)
    @Max(1024)
    int concurrency();

    /** Maximum number of calls that wait; further ones fail with RESOURCE_EXHAUSTED. */
    @WithDefault("100")
    @Min(1)
    @Max(100_000)
    int maxWaiting();

    /** Longest time of a call, then it fails with UNAVAILABLE. */
    @WithDefault("10s")
    Duration timeout();

    /** Name of the cluster in descriptions of secrets. */
    @WithDefault("default")
    String cluster();
}
