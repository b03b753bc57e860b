package org.flyte.events.record;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.flyte.platform.connect.CallContext;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.runtime.LogContext;
import org.flyte.platform.runtime.LogKey;
import org.flyte.platform.tracing.TraceParent;
import org.jboss.logging.Logger;

/**
 * Records the events of a call: answers when all in-sync replicas of the broker have them. A call that fails may have
 * recorded some of its events; sending them again is harmless, because each has an id.
 */
@ApplicationScoped
class RecordEvents {
    private static final Logger LOG = Logger.getLogger(RecordEvents.class);

    private final EventPublisher publisher;
    private final PendingEvents pending;
    private final RecordConfig config;
    private final Counter recorded;
    private final Counter failed;
    private final DistributionSummary batchSize;
    private final Timer publishing;
    /** Whether the log says that events are not acknowledged: an outage is logged once, not for each call. */
    private final AtomicBoolean outage = new AtomicBoolean();

    RecordEvents(EventPublisher publisher, PendingEvents pending, RecordConfig config, MeterRegistry meters) {
        this.publisher = publisher;
        this.pending = pending;
        this.config = config;
        this.recorded = Counter.builder("flyte.events.recorded")
                .description("Events acknowledged by the broker")
                .register(meters);
        this.failed = Counter.builder("flyte.events.failed")
                .description("Events that the broker did not acknowledge")
                .register(meters);
        this.batchSize = DistributionSummary.builder("flyte.events.batch.size")
                .description("Events in one call")
                .register(meters);
        this.publishing = Timer.builder("flyte.events.publish")
                .description("From the check of a call's events to the acknowledgement of the last")
                .register(meters);
    }

    Uni<Void> execute(EventBatch batch) {
        if (batch.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        batchSize.record(batch.size());
        pending.admit(batch);
        TraceParent trace = TraceParent.current().orElse(null);
        Executor call = CallContext.here();
        return Uni.createFrom()
                .<Void>emitter(emitter -> publisher.publish(
                        batch.events(), trace, new Delivery(batch.size(), new Settlement(call, emitter))))
                .ifNoItem()
                .after(config.timeout())
                .failWith(() -> unacknowledged(batch));
    }

    private Unavailable unacknowledged(EventBatch batch) {
        return new Unavailable(
                null,
                "Kafka did not acknowledge %d events within %d ms; send them again",
                batch.size(),
                config.timeout().toMillis());
    }

    /** Counts what becomes of the events of one call, and answers it on its own event loop. */
    private final class Settlement implements Delivery.Listener {
        private final Executor call;
        private final UniEmitter<? super Void> emitter;
        private final long began = System.nanoTime();

        Settlement(Executor call, UniEmitter<? super Void> emitter) {
            this.call = call;
            this.emitter = emitter;
        }

        @Override
        public void acknowledged(long size) {
            pending.acknowledged(size);
            recorded.increment();
        }

        @Override
        public void failed(long size) {
            pending.failed(size);
            failed.increment();
        }

        @Override
        public void ended(Throwable failure) {
            publishing.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
            if (failure == null) {
                if (outage.compareAndSet(true, false)) {
                    LOG.info("events acknowledged by the broker again");
                }
                call.execute(() -> emitter.complete(null));
            } else {
                KafkaFailure cause = new KafkaFailure(failure);
                logOnce(cause);
                call.execute(() -> emitter.fail(cause.toCaller()));
            }
        }

        private void logOnce(KafkaFailure failure) {
            if (outage.compareAndSet(false, true)) {
                try (var _ = LogContext.of(LogKey.CAUSE, failure.cause()).enter()) {
                    LOG.warn("events not acknowledged by the broker");
                }
            }
        }
    }
}
