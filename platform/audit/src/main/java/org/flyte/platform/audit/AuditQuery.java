package org.flyte.platform.audit;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.flyte.platform.events.KafkaConnection;
import org.flyte.platform.runtime.SystemClock;

/** Reads the audit topic from one time to now; {@code scripts/audit} runs it. */
public final class AuditQuery {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(500);

    private final KafkaConnection connection;
    private final AuditFilter filter;
    private final AuditCheck check = new AuditCheck();

    AuditQuery(KafkaConnection connection, AuditFilter filter) {
        this.connection = connection;
        this.filter = filter;
    }

    /**
     * Arguments: the bootstrap servers, then options; see {@code scripts/audit}. Exits with 1 when {@code --verify} finds a
     * broken chain, with 2 for wrong arguments.
     */
    public static void main(String[] arguments) throws Exception {
        List<String> options = List.of(arguments).subList(1, arguments.length);
        KafkaConnection connection = KafkaConnection.plain(arguments[0]);
        int file = options.indexOf("--command-config") + 1;
        AuditFilter filter;
        try {
            filter = AuditFilter.of(options, SystemClock.ofMachine().instant());
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        if (file > 0) {
            connection = connection.withFile(Path.of(options.get(file)));
        }
        boolean verify = options.contains("--verify");
        AuditQuery query = new AuditQuery(connection, filter);
        query.execute(verify ? new PrintStream(PrintStream.nullOutputStream()) : System.out);
        if (verify) {
            query.check.findings().forEach(System.out::println);
            System.out.printf(
                    "%d records in %d chains, %d findings%n",
                    query.check.records(),
                    query.check.chains(),
                    query.check.findings().size());
            System.exit(query.check.findings().isEmpty() ? 0 : 1);
        }
    }

    /** What the records that were read show about their chains. */
    AuditCheck check() {
        return check;
    }

    /** Prints the records that match, as they are stored, one a line. */
    void execute(PrintStream out) {
        try (Consumer<String, byte[]> consumer = new KafkaConsumer<>(
                connection.with(Map.of(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false)),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.listTopics(TIMEOUT).getOrDefault(KafkaSink.TOPIC, List.of()).stream()
                            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                            .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, TIMEOUT);
            seek(consumer, partitions, ends);
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey(), TIMEOUT) < end.getValue())) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                    read(record, out);
                }
            }
        }
    }

    private void seek(
            Consumer<String, byte[]> consumer, List<TopicPartition> partitions, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> times = partitions.stream()
                .collect(Collectors.toMap(
                        partition -> partition, partition -> filter.since().toEpochMilli()));
        Map<TopicPartition, OffsetAndTimestamp> offsets = consumer.offsetsForTimes(times, TIMEOUT);
        partitions.forEach(partition -> {
            OffsetAndTimestamp first = offsets.get(partition);
            consumer.seek(partition, first == null ? ends.get(partition) : first.offset());
        });
    }

    private void read(ConsumerRecord<String, byte[]> record, PrintStream out) {
        JsonObject json = new JsonObject(Buffer.buffer(record.value()));
        check.add(record.value(), json.getJsonObject("chain", new JsonObject()));
        if (filter.matches(json)) {
            out.println(new String(record.value(), StandardCharsets.UTF_8));
        }
    }
}
