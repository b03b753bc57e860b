package org.flyte.executor.event;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.platform.events.ActionEventRecord;
import org.flyte.platform.events.KafkaConnection;
import org.flyte.platform.events.ProducerSettings;

/** Sends events to Kafka, idempotent and in order; see docs/behaviour/event-stream.md. */
final class KafkaEventSender implements EventSender, AutoCloseable {
    private static final Duration FLUSH = Duration.ofSeconds(5);

    private final Producer<String, ActionEvent> producer;

    KafkaEventSender(KafkaConnection connection) {
        this.producer = new KafkaProducer<>(new ProducerSettings(connection, "executor-operator").toMap());
    }

    @Override
    public CompletableFuture<Void> send(ActionEvent event) {
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        try {
            var unused = producer.send(ActionEventRecord.fromOperator(event).toKafka(), (_, failure) -> {
                if (failure == null) {
                    acknowledged.complete(null);
                } else {
                    acknowledged.completeExceptionally(failure);
                }
            });
        } catch (RuntimeException e) {
            acknowledged.completeExceptionally(e);
        }
        return acknowledged;
    }

    @Override
    public void close() {
        producer.close(FLUSH);
    }
}
