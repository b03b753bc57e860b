package org.flyte.runs.intent;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How calls that are owed to actions-service are made up for. */
@ConfigMapping(prefix = "flyte.runs.intents")
public interface IntentConfig {
    /** Most calls to actions-service at once. */
    @WithDefault("64")
    @Min(1)
    @Max(1000)
    int concurrency();

    /** How long a call has its intent for itself; then another replica may take it over. */
    @WithDefault("20s")
    Duration lease();

    /** Longest wait between two tries. */
    @WithDefault("60s")
    Duration longestBackoff();

    /** A task action that is not finished and did not change for so long is enqueued again. */
    @WithDefault("5m")
    Duration sweepAfter();

    /** What lives below an action that ended so long ago is aborted. */
    @WithDefault("10s")
    Duration orphanGrace();

    /** Most actions that one sweep enqueues again; a sweep starts every 30 s. */
    @WithDefault("1000")
    @Min(1)
    int sweepSize();
}
