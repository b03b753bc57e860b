package org.flyte.events.record;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** Accepting events by EventsProxyService.Record. */
@ConfigMapping(prefix = "flyte.events.record")
public interface RecordConfig {
    /** Maximum number of events in one call. */
    @WithDefault("5000")
    @Min(1)
    @Max(100_000)
    int maxEvents();

    /** Maximum size of an event; with its key and headers it must be within the broker's {@code message.max.bytes}. */
    @WithDefault("900K")
    MemorySize maxEventSize();

    /**
     * Maximum number of events that wait for Kafka's acknowledgement; calls beyond it fail with RESOURCE_EXHAUSTED. A
     * single call is always accepted while nothing waits.
     */
    @WithDefault("20000")
    @Min(1)
    @Max(1_000_000)
    int maxPending();

    /** Maximum size of the events that wait for Kafka's acknowledgement, as {@code max-pending}. */
    @WithDefault("48M")
    MemorySize maxPendingSize();

    /**
     * Longest wait of a call for Kafka's acknowledgement, then it fails with UNAVAILABLE; a little more than the
     * {@code delivery.timeout.ms} of the channel.
     */
    @WithDefault("10s")
    Duration timeout();

    /** While events wait and none was acknowledged for this time, further calls fail with UNAVAILABLE at once. */
    @WithDefault("5s")
    Duration stallTimeout();
}
