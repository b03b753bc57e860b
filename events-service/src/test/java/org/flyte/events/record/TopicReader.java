package org.flyte.events.record;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.flyte.platform.events.ActionEventDeserializer;
import org.flyte.platform.events.ActionEventRecord;
import org.flyte.platform.events.ReceivedEvent;
import org.flyte.platform.model.RunKey;
import org.flyte.platform.testkit.RealKafka;

/** Reads the event topic from its start, as another system does. */
record TopicReader(RunKey run) {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** The records of the run, once there are as many. */
    List<ConsumerRecord<String, ReceivedEvent>> read(int count) {
        List<ConsumerRecord<String, ReceivedEvent>> found = new ArrayList<>();
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", RealKafka.bootstrapServers(),
                "group.id", UUID.randomUUID().toString(),
                "auto.offset.reset", "earliest");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ActionEventDeserializer())) {
            consumer.subscribe(List.of(ActionEventRecord.TOPIC));
            Awaitility.await().atMost(TIMEOUT).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(entry -> {
                    if (entry.key().equals(run.toString())) {
                        found.add(entry);
                    }
                });
                return found.size() >= count;
            });
        }
        return found;
    }
}
