package org.flyte.executor;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.flyte.crd.TaskAction;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.platform.events.ActionEventRecord;

/** A plain consumer of the event topic, from its beginning. */
public final class EventLog implements AutoCloseable {
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<ActionEvent> events = new ArrayList<>();

    public EventLog(String bootstrap) {
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "group.id",
                        UUID.randomUUID().toString(),
                        "auto.offset.reset",
                        "earliest",
                        "metadata.max.age.ms",
                        "1000"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        consumer.subscribe(List.of(ActionEventRecord.TOPIC));
    }

    /** Waits until an event of that phase (short name) and attempt came, and returns all so far as {@code PHASE/attempt}. */
    public List<String> until(TaskAction action, String last) {
        await().atMost(Duration.ofSeconds(30)).until(() -> phases(action).contains(last));
        return phases(action);
    }

    public List<String> phases(TaskAction action) {
        return of(action)
                .map(event -> event.getPhase().name().substring("ACTION_PHASE_".length()) + "/" + event.getAttempt())
                .toList();
    }

    public Stream<ActionEvent> of(TaskAction action) {
        poll();
        return events.stream().filter(event -> event.getId().getRun().getName().equals(action.getSpec().runName));
    }

    /** All events of all actions, once none has come for a while. */
    public List<ActionEvent> untilQuiet(Duration silence) {
        Instant last = Instant.now();
        int known = -1;
        while (known < events.size() || last.plus(silence).isAfter(Instant.now())) {
            if (known < events.size()) {
                known = events.size();
                last = Instant.now();
            }
            poll();
        }
        return List.copyOf(events);
    }

    private void poll() {
        consumer.poll(Duration.ofMillis(100)).forEach(entry -> {
            try {
                events.add(ActionEvent.parseFrom(entry.value()));
            } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Override
    public void close() {
        consumer.close();
    }
}
