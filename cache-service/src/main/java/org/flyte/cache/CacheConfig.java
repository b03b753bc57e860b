package org.flyte.cache;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** The cache of task results. */
@ConfigMapping(prefix = "flyte.cache")
public interface CacheConfig {
    /** Maximum time of one statement, the wait for a connection included; then the call is answered UNAVAILABLE. */
    @WithDefault("5s")
    Duration timeout();

    /** Maximum number of statements that wait for a connection; more are answered UNAVAILABLE. */
    @WithDefault("2000")
    @Min(1)
    int maxWaiting();

    /** Reservations of the right to compute a result. */
    Reservations reservations();

    /** Deletion of what nobody uses any more. */
    Retention retention();

    /** How long reservations last. */
    interface Reservations {
        /** Longest heartbeat interval that an owner may ask for, and the one of an owner that names none. */
        @WithDefault("10s")
        Duration maxHeartbeat();

        /** A reservation ends when its owner has not extended it for this many heartbeat intervals. */
        @WithDefault("3")
        @Min(1)
        @Max(1000)
        int graceMultiplier();
    }

    /** When entries are deleted. */
    interface Retention {
        /**
         * Entries that were neither written nor read for this long are deleted; their outputs in the object store belong to
         * the run that wrote them and stay. {@code 0s} keeps entries for ever.
         */
        @WithDefault("90d")
        Duration maxUnused();

        /** Time between two passes, which delete unused entries and expired reservations. */
        @WithDefault("10m")
        Duration every();

        /** Maximum number of rows that one statement deletes. */
        @WithDefault("1000")
        @Min(1)
        @Max(10_000)
        int batchSize();
    }
}
