package org.flyte.runs.db;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of every connection to PostgreSQL but the one that migrates: no call waits for ever for a lost connection. */
@ConfigMapping(prefix = "flyte.database.timeouts")
public interface DatabaseTimeouts {
    /** Longest time that PostgreSQL works on one statement, or waits for a lock in it. */
    @WithDefault("20s")
    Duration statement();

    /** PostgreSQL ends a transaction in which nothing is executed for this long. */
    @WithDefault("30s")
    Duration idleInTransaction();

    /**
     * A connection on which nothing arrives for this long is closed: what waits for an answer fails. Unused connections are closed
     * after half of it, and made again when they are needed. Longer than the statement timeout.
     */
    @WithDefault("30s")
    Duration read();

    /** Time limit for making a connection. */
    @WithDefault("5s")
    Duration connect();

    /** Longest time that a call waits for a free connection. */
    @WithDefault("10s")
    Duration acquire();
}
