package org.flyte.executor.event;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.platform.events.ActionEventRecord;
import org.flyte.platform.events.KafkaConnection;
import org.flyte.platform.events.ProducerSettings;
import org.flyte.platform.tracing.TraceParent;

/** Sends events to Kafka, idempotent and in order; see docs/behaviour/event-stream.md. */
final class KafkaEventSender implements EventSender {
    private static final Duration FLUSH = Duration.ofSeconds(5);

    private final Producer<String, ActionEvent> producer;

    KafkaEventSender(KafkaConnection connection) {
        this.producer = new KafkaProducer<>(new ProducerSettings(connection, "executor-operator").toMap());
    }

    @Override
    public CompletableFuture<Void> send(ActionEvent event, TraceParent trace) {
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        try {
            var unused = producer.send(record(event, trace).toKafka(), (_, failure) -> {
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

    private static ActionEventRecord record(ActionEvent event, TraceParent trace) {
        return new ActionEventRecord(event, ActionEventRecord.OPERATOR, trace == null ? null : trace.value());
    }

    @Override
    public void close() {
        producer.close(FLUSH);
    }
}
