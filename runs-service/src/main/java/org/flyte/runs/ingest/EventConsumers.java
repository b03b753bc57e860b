package org.flyte.runs.ingest;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.flyte.platform.events.ActionEventDeserializer;
import org.flyte.platform.events.KafkaConnection;
import org.flyte.platform.events.ReceivedEvent;

/** Opens consumers of the event topic. */
@ApplicationScoped
class EventConsumers {
    private final KafkaConnection connection;
    private final IngestConfig config;

    EventConsumers(KafkaConnection connection, IngestConfig config) {
        this.connection = connection;
        this.config = config;
    }

    KafkaConsumer<String, ReceivedEvent> open() {
        Map<String, Object> settings = new HashMap<>(connection.settings());
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, config.group());
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, config.batchSize());
        // After a crash the partitions of a replica wait this long for another one.
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 3_000);
        settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 2_000);
        settings.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, COOPERATIVE);
        return new KafkaConsumer<>(settings, new StringDeserializer(), new ActionEventDeserializer());
    }

    private static final String COOPERATIVE = "org.apache.kafka.clients.consumer.CooperativeStickyAssignor";
}
