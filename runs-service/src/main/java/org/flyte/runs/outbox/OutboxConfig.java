package org.flyte.runs.outbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** Delivery of outbox entries: the calls to actions-service that follow from a committed change. */
@ConfigMapping(prefix = "flyte.runs.outbox")
public interface OutboxConfig {
    /**
     * Maximum number of concurrent calls to actions-service. More are of little use: they compete with the answers to
     * CreateRun for the processor and for connections.
     */
    @WithDefault("12")
    @Min(1)
    @Max(1000)
    int concurrency();

    /** How long an entry is reserved for the replica that delivers it; after that another replica may take it over. */
    @WithDefault("20s")
    Duration lease();

    /** Wait after the first failed delivery of an entry; each further failure doubles it. */
    @WithDefault("1s")
    Duration initialBackoff();

    /** Longest wait between two deliveries of an entry. */
    @WithDefault("60s")
    Duration maxBackoff();

    /** A task action that is not terminal and has not changed for this long is enqueued again. */
    @WithDefault("5m")
    Duration sweepAfter();

    /** Live children of an action that ended this long ago are aborted; until then a failed one takes new ones. */
    @WithDefault("10s")
    Duration orphanGrace();

    /** Maximum number of live actions that one sweep looks at; a sweep starts every 30 s and goes on where the last ended. */
    @WithDefault("5000")
    @Min(1)
    int sweepSize();

    /**
     * Whether a start enqueues every live task action again, however long ago it changed: for a cluster that forgets its
     * TaskActions when it stops, as the one in devbox does.
     */
    @WithDefault("false")
    boolean enqueueLiveAtStart();
}
