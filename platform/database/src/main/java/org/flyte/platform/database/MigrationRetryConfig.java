package org.flyte.platform.database;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Migration of the schema at start: what did not succeed for a reason that passes is tried again. */
@ConfigMapping(prefix = "flyte.database.migration")
public interface MigrationRetryConfig {
    /**
     * Who migrates the schema: the service when it starts (at-start), this process, which then ends (only), or another process that the
     * service waits for (wait).
     */
    @WithDefault("at-start")
    MigrationMode mode();

    /** Wait between two tries of a migration that did not get its lock, or no connection, and between two looks at the schema. */
    @WithDefault("5s")
    Duration retryAfter();

    /** The service ends when a migration did not get its lock, or no connection, or was not made by another process, for this long. */
    @WithDefault("10m")
    Duration giveUpAfter();
}
