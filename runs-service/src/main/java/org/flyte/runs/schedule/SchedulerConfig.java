package org.flyte.runs.schedule;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** Starting the runs of scheduled triggers. */
@ConfigMapping(prefix = "flyte.runs.scheduler")
public interface SchedulerConfig {
    /** Whether this process starts runs of scheduled triggers. */
    @WithDefault("true")
    boolean enabled();

    /** Maximum number of triggers that one replica fires a second. */
    @WithDefault("100")
    @Min(1)
    @Max(10_000)
    int batchSize();

    /** Maximum number of runs of one batch that are created concurrently. */
    @WithDefault("8")
    @Min(1)
    @Max(100)
    int concurrency();

    /** How long a due trigger is reserved for the replica that fires it; after that another replica may. */
    @WithDefault("30s")
    Duration lease();

    /**
     * Maximum number of due times of one trigger that are made up for after an outage, the latest ones; earlier ones are
     * skipped, with a warning.
     */
    @WithDefault("100")
    @Min(1)
    @Max(10_000)
    int maxCatchUp();

    /**
     * What happens when a trigger is due while a run of it is active: ALLOW starts another one, SKIP passes over the due
     * time, BUFFER_ONE starts one run when the active one has ended. A trigger sets its own by the annotation
     * {@code flyte.org/overlap-policy} of its run spec.
     */
    @WithDefault("ALLOW")
    OverlapPolicy overlapPolicy();

    /** Wait after the first failure to start a run; each further failure doubles it. */
    @WithDefault("1s")
    Duration initialBackoff();

    /** Longest wait between two tries to start a run. */
    @WithDefault("60s")
    Duration maxBackoff();
}
