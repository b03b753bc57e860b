package org.flyte.platform.audit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.flyte.platform.events.KafkaConnection;
import org.flyte.platform.events.ProducerSettings;

/** Records in the topic {@value #TOPIC}, as CloudEvents in the binary form; those of a chain share a partition. */
final class KafkaSink implements AuditSink {
    static final String TOPIC = "flyte.audit-events";
    static final String TYPE = "org.flyte.audit.v1";

    private static final Duration DELIVERY = Duration.ofSeconds(60);
    private static final Duration FLUSH = Duration.ofSeconds(5);

    private final Producer<String, byte[]> producer;
    private final String source;

    /** Does not connect yet. */
    KafkaSink(KafkaConnection connection, String service) {
        this(producer(connection, service), "/" + service);
    }

    KafkaSink(Producer<String, byte[]> producer, String source) {
        this.producer = producer;
        this.source = source;
    }

    private static Producer<String, byte[]> producer(KafkaConnection connection, String service) {
        Map<String, Object> settings = new ProducerSettings(connection, service + "-audit").toMap();
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        return new KafkaProducer<>(settings);
    }

    @Override
    public void write(List<Entry> entries) throws Exception {
        List<Future<RecordMetadata>> sent = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            sent.add(producer.send(toKafka(entry)));
        }
        for (Future<RecordMetadata> record : sent) {
            var unused = record.get(DELIVERY.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private ProducerRecord<String, byte[]> toKafka(Entry entry) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(TOPIC, entry.chain(), entry.json());
        header(record, "ce_specversion", "1.0");
        header(record, "ce_id", entry.id());
        header(record, "ce_source", source);
        header(record, "ce_type", TYPE);
        header(record, "content-type", "application/json");
        return record;
    }

    private static void header(ProducerRecord<String, byte[]> record, String name, String value) {
        record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        producer.close(FLUSH);
    }
}
