package org.flyte.runs.db;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Migration of the schema at start. */
@ConfigMapping(prefix = "flyte.database.migration")
public interface MigrationConfig {
    /** How long a migration waits for the lock of a table: every other statement on the table waits behind it. */
    @WithDefault("2s")
    Duration lockTimeout();

    /** Wait between two tries of a migration that did not get its lock, or no connection. */
    @WithDefault("5s")
    Duration retryAfter();

    /** The service ends when a migration did not get its lock, or no connection, for this long. */
    @WithDefault("10m")
    Duration giveUpAfter();
}
