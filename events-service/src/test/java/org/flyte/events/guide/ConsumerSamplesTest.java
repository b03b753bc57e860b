package org.flyte.events.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.idl.workflow.ErrorInfo;
import org.flyte.platform.events.ActionEventRecord;
import org.flyte.platform.events.KafkaConnection;
import org.flyte.platform.events.ProducerSettings;
import org.flyte.platform.model.RunKey;
import org.flyte.platform.testkit.RealKafka;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The sample consumers of the guide do on a real broker what the guide says. */
class ConsumerSamplesTest {
    private static final RunKey RUN =
            new RunKey("p", "d", "r" + UUID.randomUUID().toString().substring(0, 12));

    @BeforeAll
    static void publishEventsAndWhatAConsumerMustBear() throws Exception {
        ActionEvent running = event(ActionPhase.ACTION_PHASE_RUNNING_VALUE);
        try (var events = new KafkaProducer<String, ActionEvent>(
                        new ProducerSettings(KafkaConnection.plain(RealKafka.bootstrapServers()), "test").toMap());
                var raw = new KafkaProducer<>(
                        Map.of("bootstrap.servers", RealKafka.bootstrapServers()),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            send(events, ActionEventRecord.fromOperator(running).toKafka());
            send(events, ActionEventRecord.fromOperator(running).toKafka());
            var garbage = new ProducerRecord<>(ActionEventRecord.TOPIC, RUN.toString(), new byte[] {(byte) 0xff, 1, 2});
            garbage.headers()
                    .add("ce_type", "org.flyte.action.phase".getBytes(StandardCharsets.UTF_8))
                    .add("ce_id", "garbage".getBytes(StandardCharsets.UTF_8));
            send(raw, garbage);
            var newer = new ProducerRecord<>(ActionEventRecord.TOPIC, RUN.toString(), new byte[] {1});
            newer.headers().add("ce_type", "org.flyte.action.newer".getBytes(StandardCharsets.UTF_8));
            send(raw, newer);
            ActionEvent failed = event(ActionPhase.ACTION_PHASE_FAILED_VALUE).toBuilder()
                    .setErrorInfo(ErrorInfo.newBuilder()
                            .setKind(ErrorInfo.Kind.KIND_USER)
                            .setCode("ValueError"))
                    .build();
            send(events, ActionEventRecord.fromOperator(failed).toKafka());
        }
    }

    @Test
    void followsEventsInJava() {
        shows(SampleProgram.java());
    }

    @Test
    void followsEventsInPython() {
        shows(SampleProgram.python());
    }

    private static void shows(SampleProgram sample) {
        String group = UUID.randomUUID().toString();

        SampleProgram.Output first = sample.run(RealKafka.bootstrapServers(), "--group", group, "--idle", "8");

        assertThat(first.status()).as(first.errors()).isZero();
        assertThat(first.lines().stream().filter(line -> line.startsWith(RUN.toString())))
                .as("once each, in order, without what it cannot read")
                .containsExactly(
                        RUN + "/a0 attempt=1 RUNNING",
                        RUN + "/a0 attempt=1 FAILED %d:ValueError".formatted(ErrorInfo.Kind.KIND_USER_VALUE));
        assertThat(first.errors()).contains("set aside partition=");
        assertThat(sample.run(RealKafka.bootstrapServers(), "--group", group, "--idle", "8")
                        .lines())
                .as("offsets are committed")
                .isEmpty();
    }

    private static ActionEvent event(int phase) {
        return ActionEvent.newBuilder()
                .setId(RUN.root().toProto())
                .setAttempt(1)
                .setPhaseValue(phase)
                .build();
    }

    private static <T> void send(KafkaProducer<String, T> producer, ProducerRecord<String, T> entry) throws Exception {
        producer.send(entry).get(30, TimeUnit.SECONDS);
    }
}
