package org.flyte.platform.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.platform.testkit.RealKafka;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a real broker: what is produced arrives in order, and poison passes through to the dead letters. */
class EventStreamTest {
    @TempDir
    private Path folder;

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @Test
    void deliversInOrderAndPassesPoisonToTheDeadLetters() throws Exception {
        ActionEvent running = Events.event(ActionPhase.ACTION_PHASE_RUNNING, 1, 0);
        ActionEvent succeeded = Events.event(ActionPhase.ACTION_PHASE_SUCCEEDED, 1, 0);
        byte[] garbage = {(byte) 0xff, 1, 2};
        try (var events = new KafkaProducer<String, ActionEvent>(
                        new ProducerSettings(KafkaConnection.plain(RealKafka.bootstrapServers()), "test").toMap());
                var raw = rawProducer()) {
            events.send(ActionEventRecord.fromOperator(running).toKafka()).get();
            raw.send(new ProducerRecord<>(
                            ActionEventRecord.TOPIC,
                            ActionEventRecord.key(running.getId().getRun()),
                            garbage))
                    .get();
            events.send(ActionEventRecord.fromOperator(succeeded).toKafka()).get();

            List<ConsumerRecord<String, ReceivedEvent>> received =
                    read(ActionEventRecord.TOPIC, new ActionEventDeserializer(), 3);

            assertThat(received.get(0).value()).isEqualTo(new ReceivedEvent.Valid(running));
            assertThat(received.get(2).value()).isEqualTo(new ReceivedEvent.Valid(succeeded));
            assertThat(new CloudEventHeaders(received.get(2).headers()).read(CloudEventHeaders.ID))
                    .isEqualTo("p/d/r/a0/1/SUCCEEDED/0");
            ReceivedEvent.Poison poison = (ReceivedEvent.Poison) received.get(1).value();
            raw.send(new DeadLetter(received.get(1), poison.payload(), poison.cause()).toKafka())
                    .get();
        }

        ConsumerRecord<String, byte[]> letter =
                read(DeadLetter.TOPIC, new ByteArrayDeserializer(), 1).getFirst();
        assertThat(letter.key()).isEqualTo("p/d/r");
        assertThat(letter.value()).isEqualTo(garbage);
        assertThat(new CloudEventHeaders(letter.headers()).read(DeadLetter.CAUSE))
                .startsWith("not an ActionEvent");
        assertThat(new CloudEventHeaders(letter.headers()).read(DeadLetter.ORIGINAL_TOPIC))
                .isEqualTo(ActionEventRecord.TOPIC);
        assertThat(new CloudEventHeaders(letter.headers()).read(DeadLetter.OFFSET))
                .isEqualTo("1");

        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        assertThat(new DeadLetterReplay(KafkaConnection.plain(RealKafka.bootstrapServers()), true)
                        .execute(new PrintStream(lines)))
                .isOne();
        Path settings = Files.writeString(folder.resolve("client.properties"), "client.id=replay\n");
        DeadLetterReplay.main(new String[] {RealKafka.bootstrapServers(), "--command-config", settings.toString()});
        assertThat(new DeadLetterReplay(KafkaConnection.plain(RealKafka.bootstrapServers()), false)
                        .execute(new PrintStream(lines)))
                .as("each letter once")
                .isZero();
        assertThat(lines.toString(StandardCharsets.UTF_8)).contains("key=p/d/r", "cause=not an ActionEvent");
        ConsumerRecord<String, byte[]> replayed =
                read(ActionEventRecord.TOPIC, new ByteArrayDeserializer(), 1).getFirst();
        assertThat(replayed.value()).isEqualTo(garbage);
        assertThat(new CloudEventHeaders(replayed.headers()).read(DeadLetter.CAUSE))
                .isNull();
    }

    private static KafkaProducer<String, byte[]> rawProducer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", RealKafka.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    private static <T> List<ConsumerRecord<String, T>> read(String topic, Deserializer<T> values, int count) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                RealKafka.bootstrapServers(),
                "group.id",
                "test-" + topic,
                "auto.offset.reset",
                "earliest");
        List<ConsumerRecord<String, T>> received = new ArrayList<>();
        try (KafkaConsumer<String, T> consumer = new KafkaConsumer<>(config, new StringDeserializer(), values)) {
            consumer.subscribe(List.of(topic));
            long end = System.nanoTime() + TIMEOUT.toNanos();
            while (received.size() < count && System.nanoTime() < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(received::add);
            }
        }
        assertThat(received).hasSize(count);
        return received;
    }
}
