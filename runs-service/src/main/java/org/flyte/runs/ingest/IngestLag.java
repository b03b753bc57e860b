package org.flyte.runs.ingest;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * How far this replica is behind the event topic: the events of its partitions that are not written yet, as {@code flyte.runs.ingest.lag},
 * and the age of the oldest one that it has read, as {@code flyte.runs.ingest.oldest}.
 */
@ApplicationScoped
class IngestLag {
    private static final double MILLIS_OF_SECOND = 1000;

    private final Clock clock;
    private volatile long unread;
    private volatile int unwritten;
    private volatile OptionalLong oldest = OptionalLong.empty();

    IngestLag(Clock clock, MeterRegistry meters) {
        this.clock = clock;
        Gauge.builder("flyte.runs.ingest.lag", this, lag -> lag.unread + lag.unwritten)
                .register(meters);
        Gauge.builder("flyte.runs.ingest.oldest", this, IngestLag::age)
                .baseUnit("seconds")
                .register(meters);
    }

    /** After each poll, in the thread of the consumer. */
    void read(Consumer<?, ?> consumer, ConsumerRecords<?, ?> records) {
        long behind = 0;
        for (TopicPartition partition : consumer.assignment()) {
            behind += consumer.currentLag(partition).orElse(0);
        }
        unread = behind;
        long first = Long.MAX_VALUE;
        for (ConsumerRecord<?, ?> record : records) {
            first = Math.min(first, record.timestamp());
        }
        oldest = records.isEmpty() ? OptionalLong.empty() : OptionalLong.of(first);
        unwritten = records.count();
    }

    /** After a batch was written, or when its partitions are read anew. */
    void written() {
        unwritten = 0;
        oldest = OptionalLong.empty();
    }

    private double age() {
        OptionalLong first = oldest;
        return first.isEmpty() ? 0 : Math.max(0, (clock.millis() - first.getAsLong()) / MILLIS_OF_SECOND);
    }
}
