package org.flyte.runs.db;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Migration of the schema at start: how it makes room for others. */
@ConfigMapping(prefix = "flyte.database.migration")
public interface MigrationConfig {
    /** How long a migration waits for the lock of a table: every other statement on the table waits behind it. */
    @WithDefault("2s")
    Duration lockTimeout();
}
