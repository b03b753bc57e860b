package org.flyte.runs.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.flyte.platform.events.DeadLetter;
import org.flyte.platform.events.KafkaConnection;
import org.flyte.platform.events.ReceivedEvent;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.jboss.logging.Logger;

/** Moves records that can never be processed to the dead-letter topic, so that their partition proceeds. */
@ApplicationScoped
class DeadLetterQueue {
    private static final Logger LOG = Logger.getLogger(DeadLetterQueue.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final KafkaConnection connection;
    private final Counter letters;
    private Producer<String, byte[]> producer;

    DeadLetterQueue(KafkaConnection connection, MeterRegistry meters) {
        this.connection = connection;
        this.letters = Counter.builder("flyte.runs.ingest.dead.letters")
                .description("Events moved to the dead-letter topic")
                .register(meters);
    }

    /** Returns when Kafka has acknowledged the record; fails with Unavailable otherwise. */
    void accept(ConsumerRecord<String, ReceivedEvent> origin, byte[] payload, String cause)
            throws InterruptedException {
        LOG.warnf(
                "event moved to the dead-letter topic: partition=%d offset=%d key=%s cause=%s",
                origin.partition(), origin.offset(), origin.key(), cause);
        try {
            producer()
                    .send(new DeadLetter(origin, payload, cause).toKafka())
                    .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            letters.increment();
        } catch (ExecutionException | TimeoutException e) {
            throw new Unavailable(e, "Kafka does not accept dead letters; retried");
        }
    }

    private synchronized Producer<String, byte[]> producer() {
        if (producer == null) {
            Map<String, Object> settings = new HashMap<>(connection.settings());
            settings.put(ProducerConfig.ACKS_CONFIG, "all");
            settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
            settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT.toMillis());
            producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        }
        return producer;
    }

    @PreDestroy
    synchronized void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(5));
        }
    }
}
