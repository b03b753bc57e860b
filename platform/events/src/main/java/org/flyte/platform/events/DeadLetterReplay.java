package org.flyte.platform.events;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Sends dead letters to their topic again, once their cause is mended; {@code scripts/replay-dead-letters} runs it. A letter
 * is replayed once: a consumer group remembers how far it came. What cannot be processed this time either becomes a new dead
 * letter, which only a further replay reads.
 *
 * @param dryRun whether the letters are listed only
 */
public record DeadLetterReplay(KafkaConnection connection, boolean dryRun) {
    private static final String GROUP = "flyte-dead-letter-replay";
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /**
     * Arguments: the bootstrap servers; {@code --dry-run} to only list; {@code --command-config} and a file with settings of
     * Kafka clients, as Kafka's own tools take it, for brokers with encryption or a login.
     */
    public static void main(String[] arguments) throws Exception {
        List<String> all = List.of(arguments);
        boolean dryRun = all.contains("--dry-run");
        KafkaConnection connection = KafkaConnection.plain(arguments[0]);
        int file = all.indexOf("--command-config") + 1;
        if (file > 0) {
            connection = connection.withFile(Path.of(arguments[file]));
        }
        int letters = new DeadLetterReplay(connection, dryRun).execute(System.out);
        System.out.printf("%d dead letters %s%n", letters, dryRun ? "would be replayed" : "replayed");
    }

    /**
     * Replays the letters that are there now; prints a line for each.
     *
     * @return how many
     */
    public int execute(PrintStream out) throws Exception {
        try (Consumer<String, byte[]> consumer = consumer();
                Producer<String, byte[]> producer = producer()) {
            List<TopicPartition> partitions = partitions(consumer);
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, TIMEOUT);
            int letters = 0;
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey(), TIMEOUT) < end.getValue())) {
                ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
                for (ConsumerRecord<String, byte[]> letter : records) {
                    if (letter.offset() < ends.get(new TopicPartition(letter.topic(), letter.partition()))) {
                        out.println(describe(letter));
                        if (!dryRun) {
                            send(producer, letter);
                        }
                        letters++;
                    }
                }
                if (!dryRun && !records.isEmpty()) {
                    consumer.commitSync(TIMEOUT);
                }
            }
            return letters;
        }
    }

    /** Fails when Kafka does not acknowledge; then the letter is replayed again. */
    private static void send(Producer<String, byte[]> producer, ConsumerRecord<String, byte[]> letter)
            throws Exception {
        ProducerRecord<String, byte[]> original = new ProducerRecord<>(
                header(letter, DeadLetter.ORIGINAL_TOPIC), null, letter.key(), letter.value(), letter.headers());
        List.of(DeadLetter.CAUSE, DeadLetter.ORIGINAL_TOPIC, DeadLetter.PARTITION, DeadLetter.OFFSET)
                .forEach(original.headers()::remove);
        producer.send(original).get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static String header(ConsumerRecord<String, byte[]> letter, String name) {
        return new CloudEventHeaders(letter.headers()).read(name);
    }

    private static String describe(ConsumerRecord<String, byte[]> letter) {
        return "offset=%d key=%s from=%s/%s/%s cause=%s"
                .formatted(
                        letter.offset(),
                        letter.key(),
                        header(letter, DeadLetter.ORIGINAL_TOPIC),
                        header(letter, DeadLetter.PARTITION),
                        header(letter, DeadLetter.OFFSET),
                        header(letter, DeadLetter.CAUSE));
    }

    private static List<TopicPartition> partitions(Consumer<String, byte[]> consumer) {
        List<PartitionInfo> known = consumer.listTopics(TIMEOUT).getOrDefault(DeadLetter.TOPIC, List.of());
        return known.stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
    }

    private Consumer<String, byte[]> consumer() {
        Map<String, Object> settings = new HashMap<>(connection.settings());
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }

    private Producer<String, byte[]> producer() {
        Map<String, Object> settings = new HashMap<>(connection.settings());
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT.toMillis());
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }
}
