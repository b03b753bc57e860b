package org.flyte.runs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class IngestLagTest {
    private static final Instant NOW = Instant.parse("2026-11-28T08:00:00Z");
    private static final TopicPartition FIRST = new TopicPartition("events", 0);
    private static final TopicPartition SECOND = new TopicPartition("events", 1);

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final IngestLag lag = new IngestLag(Clock.fixed(NOW, ZoneOffset.UTC), meters);
    private final MockConsumer<String, String> consumer = new MockConsumer<>("earliest");

    @Test
    void countsWhatIsNotReadAndWhatIsNotWritten() {
        assign(10, 5);
        record(FIRST, 0, Duration.ofSeconds(90));
        record(FIRST, 1, Duration.ofSeconds(3));
        ConsumerRecords<String, String> batch = consumer.poll(Duration.ZERO);

        lag.read(consumer, batch);

        assertThat(value("lag")).isEqualTo(8 + 5 + 2);
        assertThat(value("oldest")).isEqualTo(90);

        lag.written();

        assertThat(value("lag")).isEqualTo(8 + 5);
        assertThat(value("oldest")).isZero();
    }

    @Test
    void hasNoneAtTheEndOfTheTopic() {
        assign(0, 0);

        lag.read(consumer, consumer.poll(Duration.ZERO));

        assertThat(value("lag")).isZero();
        assertThat(value("oldest")).isZero();
    }

    private void assign(long firstEnd, long secondEnd) {
        consumer.assign(List.of(FIRST, SECOND));
        consumer.updateBeginningOffsets(Map.of(FIRST, 0L, SECOND, 0L));
        consumer.updateEndOffsets(Map.of(FIRST, firstEnd, SECOND, secondEnd));
    }

    private void record(TopicPartition partition, long offset, Duration age) {
        consumer.addRecord(new ConsumerRecord<>(
                partition.topic(),
                partition.partition(),
                offset,
                NOW.minus(age).toEpochMilli(),
                TimestampType.CREATE_TIME,
                1,
                1,
                "key",
                "value",
                new RecordHeaders(),
                Optional.empty()));
    }

    private double value(String name) {
        return meters.get("flyte.runs.ingest." + name).gauge().value();
    }
}
