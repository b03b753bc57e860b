package org.flyte.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.flyte.platform.model.Backoff;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuditWriterTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AuditQueue queue = new AuditQueue(1_000);
    private final Memory memory = new Memory();
    private final AuditWriter writer = new AuditWriter(
            queue,
            "test/1",
            List.of(memory, new LogSink()),
            Backoff.doubling(Duration.ofMillis(1), Duration.ofMillis(20)),
            Duration.ofSeconds(2),
            registry);

    @AfterEach
    void close() {
        writer.close();
    }

    @Test
    void writesEveryRecordInOrderAfterFailures() {
        memory.failures = 5;
        writer.start();

        IntStream.range(0, 900).forEach(i -> queue.offer(TestEvents.event("alice" + i)));

        await().atMost(TIMEOUT).until(() -> memory.records.size() == 900);
        AuditCheck check = new AuditCheck();
        memory.records.forEach(record -> check.add(record, json(record).getJsonObject("chain")));
        assertThat(check.findings()).isEmpty();
        assertThat(memory.records)
                .extracting(record -> json(record).getJsonObject("principal").getString("name"))
                .containsExactlyElementsOf(
                        IntStream.range(0, 900).mapToObj(i -> "alice" + i).toList());
        assertThat(registry.get("audit.failures").counter().count()).isEqualTo(5);
        await().atMost(TIMEOUT)
                .until(() -> registry.get("audit.records").counter().count() == 900);
    }

    @Test
    void countsWhatHadNoRoom() {
        IntStream.range(0, 1_010).forEach(i -> queue.offer(TestEvents.event("alice" + i)));
        assertThat(queue.isFull()).isTrue();
        assertThat(registry.get("audit.dropped").functionCounter().count()).isEqualTo(10);

        writer.start();

        await().atMost(TIMEOUT).until(() -> memory.records.size() == 1_000);
        assertThat(json(memory.records.getFirst()).getLong("droppedBefore")).isEqualTo(10);
        assertThat(json(memory.records.get(1)).containsKey("droppedBefore")).isFalse();
    }

    @Test
    void endsWithWhatIsQueued() {
        IntStream.range(0, 100).forEach(i -> queue.offer(TestEvents.event("alice" + i)));
        writer.start();

        writer.close();

        assertThat(memory.records).hasSize(100);
    }

    @Test
    void endsInTimeWhenASinkFailsForEver() {
        memory.failures = Integer.MAX_VALUE;
        queue.offer(TestEvents.event("alice"));
        writer.start();
        long start = System.nanoTime();

        writer.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    private static JsonObject json(byte[] record) {
        return new JsonObject(Buffer.buffer(record));
    }

    private static final class Memory implements AuditSink {
        private final List<byte[]> records = new CopyOnWriteArrayList<>();
        private volatile int failures;

        @Override
        public void write(List<Entry> entries) throws IOException {
            if (failures > 0) {
                failures--;
                throw new IOException("out of order");
            }
            records.addAll(entries.stream().map(Entry::json).toList());
        }
    }
}
