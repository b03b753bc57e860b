package org.flyte.runs.bulk;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** Operations on many runs. */
@ConfigMapping(prefix = "flyte.runs.bulk")
public interface BulkConfig {
    /** Whether this process works off bulk operations; it starts, shows and cancels them in any case. */
    @WithDefault("true")
    boolean enabled();

    /** Maximum number of runs of one operation. */
    @WithDefault("10000")
    @Min(1)
    @Max(100_000)
    int maxRuns();

    /** Maximum number of running operations of a project and domain. */
    @WithDefault("20")
    @Min(1)
    @Max(1_000)
    int maxRunning();

    /** Runs a second of an operation that names no rate, over all replicas. */
    @WithDefault("10")
    @Min(1)
    @Max(1_000)
    int runsPerSecond();

    /** Highest rate that an operation may name. */
    @WithDefault("100")
    @Min(1)
    @Max(1_000)
    int maxRunsPerSecond();

    /** Maximum number of runs that one replica works on concurrently. */
    @WithDefault("8")
    @Min(1)
    @Max(100)
    int concurrency();

    /** How long a run is reserved for the replica that works on it; after that another replica may. */
    @WithDefault("2m")
    Duration lease();

    /** Time limit of one try. */
    @WithDefault("20s")
    Duration timeout();

    /** A run has failed after so many tries. */
    @WithDefault("5")
    @Min(1)
    @Max(100)
    int maxTries();

    /** Wait after the first failed try of a run; each further failure doubles it. */
    @WithDefault("2s")
    Duration initialBackoff();

    /** Longest wait between two tries of a run. */
    @WithDefault("60s")
    Duration maxBackoff();

    /** Operations that ended this long ago are deleted with their reports. */
    @WithDefault("30d")
    Duration keepFor();
}
