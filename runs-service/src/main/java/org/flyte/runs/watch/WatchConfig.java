package org.flyte.runs.watch;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How watch streams behave. */
@ConfigMapping(prefix = "flyte.watch")
public interface WatchConfig {
    /** How often runs that somebody watches are looked through for changes that no hint told of. */
    @WithDefault("1s")
    Duration pollInterval();

    /** How many polls a change stays in the window that polls look at: covers transactions that commit late. */
    @WithDefault("5")
    @Min(2)
    @Max(60)
    int pollWindow();

    /** How long the details stream of an ended task stays open for the events of its last attempt. */
    @WithDefault("3s")
    Duration eventGrace();

    /** How long a fresh failure of a task is held back: the next attempt is often reported right behind it. */
    @WithDefault("150ms")
    Duration failureSettle();

    /** How long a stream may be silent before it says something again, so that no proxy takes it for dead. */
    @WithDefault("25s")
    Duration heartbeat();

    /** Most actions in one message and in one read. */
    @WithDefault("1000")
    @Min(1)
    @Max(10_000)
    int pageSize();
}
