package org.flyte.platform.database;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Migration of the schema at start: what did not succeed for a reason that passes is tried again. */
@ConfigMapping(prefix = "flyte.database.migration")
public interface MigrationRetryConfig {
    /** Wait between two tries of a migration that did not get its lock, or no connection. */
    @WithDefault("5s")
    Duration retryAfter();

    /** The service ends when a migration did not get its lock, or no connection, for this long. */
    @WithDefault("10m")
    Duration giveUpAfter();
}
