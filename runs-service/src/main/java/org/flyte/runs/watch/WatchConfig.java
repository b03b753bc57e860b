package org.flyte.runs.watch;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How watch streams behave. */
@ConfigMapping(prefix = "flyte.watch")
public interface WatchConfig {
    /** How often watched runs are polled for changes that no notification announced. */
    @WithDefault("1s")
    Duration pollInterval();

    /** How long the details stream of an ended task stays open for the events of its last attempt. */
    @WithDefault("3s")
    Duration eventGrace();

    /** How long a recent failure of a task is held back: the next attempt is often reported right after it. */
    @WithDefault("150ms")
    Duration failureSettle();

    /** How long a recent failure of a task is held back at most when its error has not been reported yet. */
    @WithDefault("2s")
    Duration errorGrace();

    /** How long a stream may be silent before it sends a heartbeat, so that proxies keep it open. */
    @WithDefault("25s")
    Duration heartbeat();

    /** Shortest time between two readings of the groups of runs that a stream shows. */
    @WithDefault("2s")
    Duration groupPause();

    /** Maximum number of actions in one message and in one read. */
    @WithDefault("1000")
    @Min(1)
    @Max(10_000)
    int pageSize();
}
