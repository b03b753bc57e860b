package org.flyte.runs.retention;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Deletion of old runs. Off unless an age is set. */
@ConfigMapping(prefix = "flyte.runs.retention")
public interface RetentionConfig {
    /** Runs that ended this long ago are deleted; without it only those of the projects that have an age of their own. */
    Optional<Duration> maxAge();

    /** Age for the runs of one project, by its id, instead of the one for all; {@code 0s} keeps them for ever. */
    Map<String, Duration> projects();

    /** Tracked runs (reported by a client that runs them itself) that ended this long ago are deleted. */
    Optional<Duration> trackedMaxAge();

    /** Whether runs are only counted: the log says how many would be deleted. */
    @WithDefault("false")
    boolean dryRun();

    /**
     * Whether the objects below the folder of a run are deleted too. Runs that were recovered from it, or that were
     * given its outputs as inputs or from a cache, can then no longer read them.
     */
    @WithDefault("false")
    boolean deleteObjects();

    /** Time between two passes. */
    @WithDefault("10m")
    Duration every();

    /** Maximum number of rows that one transaction deletes. */
    @WithDefault("500")
    @Min(1)
    @Max(10_000)
    int batchSize();

    /** Wait between two transactions, so that other calls keep their latency. */
    @WithDefault("50ms")
    Duration pause();

    /** A task spec that no action refers to is deleted when it was last used this long ago; at least 2h. */
    @WithDefault("24h")
    Duration unusedSpecAge();
}
