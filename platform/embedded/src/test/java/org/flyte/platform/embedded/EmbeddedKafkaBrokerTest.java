package org.flyte.platform.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaBrokerTest {
    @TempDir
    Path folder;

    @Test
    void keepsDataAcrossOutageAndRestart() throws Exception {
        String bootstrap;
        try (EmbeddedKafkaBroker broker = new EmbeddedKafkaBroker(folder, 0)) {
            bootstrap = broker.bootstrapServers();
            try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", bootstrap), new StringSerializer(), new StringSerializer())) {
                producer.send(new ProducerRecord<>("t", 0, "k", "before")).get(20, TimeUnit.SECONDS);
                broker.stop();
                assertThat(broker.isRunning()).isFalse();
                try (var sender = Executors.newVirtualThreadPerTaskExecutor()) {
                    var waiting = sender.submit(() -> producer.send(new ProducerRecord<>("t", 0, "k", "during"))
                            .get(30, TimeUnit.SECONDS));
                    broker.start();
                    assertThat(waiting.get(30, TimeUnit.SECONDS).hasOffset()).isTrue();
                }
            }
        }
        try (EmbeddedKafkaBroker again = new EmbeddedKafkaBroker(folder, 0)) {
            assertThat(valuesOf(again)).containsExactly("before", "during");
        }
    }

    private static List<String> valuesOf(EmbeddedKafkaBroker broker) {
        Map<String, Object> config =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "auto.offset.reset", "earliest");
        TopicPartition partition = new TopicPartition("t", 0);
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(partition));
            return consumer.poll(Duration.ofSeconds(20)).records(partition).stream()
                    .map(entry -> entry.value())
                    .toList();
        }
    }
}
