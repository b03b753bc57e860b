package org.flyte.runs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.platform.events.ActionEventRecord;
import org.flyte.platform.events.CloudEventHeaders;
import org.flyte.platform.testkit.RealKafka;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.platform.tracing.TraceParent;
import org.flyte.runs.RunsServiceTestBase;
import org.flyte.runs.outbox.FakeActions;
import org.flyte.runs.run.Requests;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(EventIngestTest.Reading.class)
@WithTestResource(RealPostgres.class)
@WithTestResource(RealKafka.class)
class RunTraceTest extends RunsServiceTestBase {
    private static final String ENQUEUE = "flyteidl2.actions.ActionsService/Enqueue";

    /** Keeps what would go to a collector of traces. */
    static final class SpanCollector {
        private SpanCollector() {}

        @Produces
        @Singleton
        static InMemorySpanExporter exporter() {
            return InMemorySpanExporter.create();
        }
    }

    @Inject
    InMemorySpanExporter spans;

    private final String traceId = UUID.randomUUID().toString().replace("-", "");
    private final TraceParent callers = new TraceParent("00-%s-b7ad6b7169203331-01".formatted(traceId));

    @Test
    void deliversAnEntryInTheTraceOfTheCallThatCausedIt() {
        createRun();

        SpanData created = spans("flyteidl2.workflow.RunService/CreateRun", SpanKind.SERVER, 1)
                .getFirst();
        SpanData delivered = spans("deliver Enqueue", SpanKind.PRODUCER, 1).getFirst();
        assertThat(delivered.getParentSpanId()).isEqualTo(created.getSpanId());
        assertThat(spans(ENQUEUE, SpanKind.CLIENT, 1).getFirst().getParentSpanId())
                .isEqualTo(delivered.getSpanId());
        assertThat(spans(ENQUEUE, SpanKind.SERVER, 1)).hasSize(1);
    }

    @Test
    void keepsTheTraceWithAnEntryThatIsDeliveredLater() {
        FakeActions.ANSWERS.put(run, Status.RESOURCE_EXHAUSTED);
        createRun();
        SpanData failed = spans("deliver Enqueue", SpanKind.PRODUCER, 1).getFirst();

        FakeActions.ANSWERS.remove(run);

        SpanData created = spans("flyteidl2.workflow.RunService/CreateRun", SpanKind.SERVER, 1)
                .getFirst();
        SpanData later = spans("deliver Enqueue", SpanKind.PRODUCER, 2).getLast();
        assertThat(failed.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(later.getParentSpanId()).isEqualTo(created.getSpanId());
        assertThat(spans(ENQUEUE, SpanKind.SERVER, 2)).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void showsThatAnEventIsWrittenInTheTraceItCameWith() {
        createRun();
        try (KafkaProducer<String, byte[]> producer = producer()) {
            producer.send(event(ActionPhase.ACTION_PHASE_WAITING_FOR_RESOURCES, null));
            producer.send(event(ActionPhase.ACTION_PHASE_INITIALIZING, "garbage"));
            producer.send(event(ActionPhase.ACTION_PHASE_RUNNING, callers.value()));
        }

        SpanData written =
                spans("process flyte.action-events", SpanKind.CONSUMER, 1).getFirst();
        assertThat(written.getParentSpanId()).isEqualTo("b7ad6b7169203331");
        assertThat(text(written, "flyte.phase")).isEqualTo("RUNNING");
        assertThat(written.getStartEpochNanos()).isLessThan(written.getEndEpochNanos());
        assertThat(spans.getFinishedSpanItems().stream()
                        .filter(span -> span.getKind() == SpanKind.CONSUMER)
                        .filter(span -> String.valueOf(text(span, "flyte.run")).endsWith(run)))
                .as("events that came with a trace")
                .hasSize(1);
    }

    private void createRun() {
        try (Scope _ = callers.context().makeCurrent()) {
            write.run(run);
        }
    }

    private static KafkaProducer<String, byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", RealKafka.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    private ProducerRecord<String, byte[]> event(ActionPhase phase, String traceparent) {
        ActionEvent event = ActionEvent.newBuilder()
                .setId(Requests.action(run, "a0"))
                .setAttempt(1)
                .setPhase(phase)
                .build();
        ProducerRecord<String, byte[]> sent = new ProducerRecord<>(
                ActionEventRecord.TOPIC, ActionEventRecord.key(Requests.run(run)), event.toByteArray());
        if (traceparent != null) {
            sent.headers().add(CloudEventHeaders.TRACE_PARENT, traceparent.getBytes(StandardCharsets.UTF_8));
        }
        return sent;
    }

    /** Those of the test's trace that have ended, as soon as there are so many. */
    private List<SpanData> spans(String name, SpanKind kind, int atLeast) {
        return await().atMost(TIMEOUT)
                .until(
                        () -> spans.getFinishedSpanItems().stream()
                                .filter(span -> span.getTraceId().equals(traceId))
                                .filter(span -> span.getName().equals(name) && span.getKind() == kind)
                                .toList(),
                        found -> found.size() >= atLeast);
    }

    private static String text(SpanData span, String attribute) {
        return span.getAttributes().get(AttributeKey.stringKey(attribute));
    }
}
