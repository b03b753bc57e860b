package org.flyte.events.record;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.model.FlyteException.Exhausted;
import org.flyte.platform.model.FlyteException.Unavailable;

/**
 * Counts the events that wait for Kafka's acknowledgement and limits their number and size. Those of a call are admitted
 * together or not at all. While the broker acknowledges nothing, what waits already shows when it is back; other calls
 * fail at once.
 */
@ApplicationScoped
class PendingEvents {
    private final RecordConfig config;
    private final LongSupplier nanoTime;
    private final Counter full;
    private final Counter unavailable;
    private int events;
    private long bytes;
    /** When an event was last acknowledged, or began to wait while no other did. */
    private long progressAt;

    @Inject
    PendingEvents(RecordConfig config, MeterRegistry meters) {
        this(config, meters, System::nanoTime);
    }

    PendingEvents(RecordConfig config, MeterRegistry meters, LongSupplier nanoTime) {
        this.config = config;
        this.nanoTime = nanoTime;
        this.full = refused(meters, "full");
        this.unavailable = refused(meters, "unavailable");
        meters.gauge("flyte.events.pending", this, PendingEvents::events);
        meters.gauge("flyte.events.pending.bytes", this, PendingEvents::bytes);
    }

    private static Counter refused(MeterRegistry meters, String reason) {
        return Counter.builder("flyte.events.refused")
                .description("Calls refused before their events were handed to Kafka")
                .tag("reason", reason)
                .register(meters);
    }

    /** Counts the events of a call, or fails with Exhausted or Unavailable. */
    void admit(EventBatch batch) {
        FlyteException refusal = tryAdmit(batch.size(), batch.bytes());
        if (refusal != null) {
            (refusal instanceof Exhausted ? full : unavailable).increment();
            throw refusal;
        }
    }

    private synchronized FlyteException tryAdmit(int moreEvents, long moreBytes) {
        long now = nanoTime.getAsLong();
        if (events == 0) {
            progressAt = now;
        }
        Duration stalled = Duration.ofNanos(now - progressAt);
        if (stalled.compareTo(config.stallTimeout()) > 0) {
            return new Unavailable(
                    null,
                    "Kafka has acknowledged none of %d waiting events for %d s; retry later",
                    events,
                    stalled.toSeconds());
        }
        boolean fits = events + (long) moreEvents <= config.maxPending()
                && bytes + moreBytes <= config.maxPendingSize().asLongValue();
        if (!fits && events > 0) {
            return new Exhausted(
                    "%d events of %d bytes wait for Kafka, at most %d of %d bytes may; retry later",
                    events, bytes, config.maxPending(), config.maxPendingSize().asLongValue());
        }
        events += moreEvents;
        bytes += moreBytes;
        return null;
    }

    /** An admitted event is in the topic. */
    synchronized void acknowledged(long size) {
        progressAt = nanoTime.getAsLong();
        release(size);
    }

    /** An admitted event is not waited for any longer. */
    synchronized void failed(long size) {
        release(size);
    }

    private void release(long size) {
        events--;
        bytes -= size;
    }

    synchronized int events() {
        return events;
    }

    synchronized long bytes() {
        return bytes;
    }
}
