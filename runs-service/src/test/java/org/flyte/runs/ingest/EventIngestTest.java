package org.flyte.runs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Timestamp;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.idl.workflow.ClusterEvent;
import org.flyte.platform.events.ActionEventRecord;
import org.flyte.platform.events.DeadLetter;
import org.flyte.platform.events.DeadLetterReplay;
import org.flyte.platform.events.KafkaConnection;
import org.flyte.platform.testkit.RealKafka;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.RunsServiceTestBase;
import org.flyte.runs.run.Requests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(EventIngestTest.Reading.class)
@WithTestResource(RealPostgres.class)
@WithTestResource(RealKafka.class)
class EventIngestTest extends RunsServiceTestBase {
    public static final class Reading implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "flyte.runs.ingest.enabled", "true",
                    "flyte.tracing.disabled", "false",
                    "quarkus.otel.bsp.schedule.delay", "20ms");
        }
    }

    private static final Duration DELIVERY = Duration.ofSeconds(60);

    private KafkaProducer<String, byte[]> producer;

    @BeforeEach
    void aRunWithAChild() {
        write.child(write.run(run), "c1");
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", RealKafka.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    @AfterEach
    void close() {
        producer.close();
    }

    @Test
    void appliesEventsAndPassesOverRecordsThatCannotBeProcessed() {
        send(event("c1", 1, ActionPhase.ACTION_PHASE_RUNNING).toByteArray());
        send("garbage".getBytes(StandardCharsets.UTF_8));
        send(event("c1", 1, ActionPhase.ACTION_PHASE_RUNNING).toBuilder()
                .setId(Requests.action(run, "nul\0"))
                .build()
                .toByteArray());
        send(event("c1", 1, ActionPhase.ACTION_PHASE_FAILED).toByteArray());
        send(event("c1", 2, ActionPhase.ACTION_PHASE_QUEUED).toByteArray());
        send(event("c1", 1, ActionPhase.ACTION_PHASE_FAILED).toByteArray());
        send(event("c1", 2, ActionPhase.ACTION_PHASE_SUCCEEDED).toByteArray());

        await().atMost(DELIVERY)
                .untilAsserted(() -> assertThat(selectOne("SELECT phase || '/' || attempts FROM actions"
                                + " WHERE name = 'c1' AND run_name = '" + run + "'"))
                        .isEqualTo("5/2"));
        assertThat(selectOne("SELECT count(*)::text FROM action_events WHERE run_name = '" + run + "'"))
                .isEqualTo("4");
        assertThat(deadLetters(2))
                .extracting(letter ->
                        new String(letter.headers().lastHeader(DeadLetter.CAUSE).value(), StandardCharsets.UTF_8))
                .hasSize(2)
                .anySatisfy(cause -> assertThat(cause).startsWith("not an ActionEvent"))
                .anySatisfy(cause -> assertThat(cause).contains("NUL"));
    }

    @Test
    void setsAsideEventsThatNoRowCanHoldAndGoesOn() {
        ActionEvent running = event("c1", 1, ActionPhase.ACTION_PHASE_RUNNING);
        Timestamp nanoseconds =
                Timestamp.newBuilder().setSeconds(1_790_000_000_000_000_000L).build();
        List<ActionEvent> bad = List.of(
                running.toBuilder().setUpdatedTime(nanoseconds).build(),
                running.toBuilder().setReportedTime(nanoseconds).build(),
                running.toBuilder()
                        .addClusterEvents(ClusterEvent.newBuilder().setOccurredAt(nanoseconds))
                        .build(),
                running.toBuilder().setAttempt(2_000_000_000).build(),
                running.toBuilder().setVersion(-1).build(),
                running.toBuilder().setCacheStatusValue(4711).build());
        bad.forEach(event -> send(event.toByteArray()));
        send(event("c1", 1, ActionPhase.ACTION_PHASE_SUCCEEDED).toByteArray());

        await().atMost(DELIVERY)
                .untilAsserted(() -> assertThat(selectOne("SELECT phase || '/' || attempts FROM actions"
                                + " WHERE name = 'c1' AND run_name = '" + run + "'"))
                        .isEqualTo("5/1"));
        assertThat(deadLetters(bad.size()))
                .extracting(letter ->
                        new String(letter.headers().lastHeader(DeadLetter.CAUSE).value(), StandardCharsets.UTF_8))
                .satisfiesExactly(
                        cause -> assertThat(cause).contains("event.updated_time"),
                        cause -> assertThat(cause).contains("event.reported_time"),
                        cause -> assertThat(cause).contains("event.cluster_events.occurred_at"),
                        cause -> assertThat(cause).contains("event.attempt must be at most 10000"),
                        cause -> assertThat(cause).contains("event.version"),
                        cause -> assertThat(cause).contains("event.cache_status"));
    }

    @Test
    void replaysDeadLettersOnce() throws Exception {
        // An event of an action whose run comes later is no dead letter; what could not be read is.
        send("garbage".getBytes(StandardCharsets.UTF_8));
        assertThat(deadLetters(1)).hasSize(1);
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        DeadLetterReplay replay = new DeadLetterReplay(KafkaConnection.plain(RealKafka.bootstrapServers()), false);

        int listed = new DeadLetterReplay(KafkaConnection.plain(RealKafka.bootstrapServers()), true)
                .execute(new PrintStream(lines));
        int replayed = replay.execute(new PrintStream(lines));

        assertThat(replayed).isEqualTo(listed).isPositive();
        assertThat(lines.toString(StandardCharsets.UTF_8)).contains(run, "cause=not an ActionEvent");
        assertThat(deadLetters(2)).as("it is still garbage").hasSize(2);
    }

    /** The first letters of this test's run, as many. */
    private List<ConsumerRecord<String, byte[]>> deadLetters(int count) {
        List<ConsumerRecord<String, byte[]>> letters = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        RealKafka.bootstrapServers(),
                        "group.id",
                        UUID.randomUUID().toString(),
                        "auto.offset.reset",
                        "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(DeadLetter.TOPIC));
            String key = ActionEventRecord.key(Requests.run(run));
            await().atMost(DELIVERY).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(letter -> {
                    if (letter.key().equals(key)) {
                        letters.add(letter);
                    }
                });
                return letters.size() >= count;
            });
        }
        return letters;
    }

    private void send(byte[] payload) {
        producer.send(new ProducerRecord<>(ActionEventRecord.TOPIC, ActionEventRecord.key(Requests.run(run)), payload));
    }

    private ActionEvent event(String name, int attempt, ActionPhase phase) {
        return ActionEvent.newBuilder()
                .setId(Requests.action(run, name))
                .setAttempt(attempt)
                .setPhase(phase)
                .build();
    }
}
