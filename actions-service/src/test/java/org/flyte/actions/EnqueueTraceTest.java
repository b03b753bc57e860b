package org.flyte.actions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flyte.actions.support.EmbeddedActionsTestBase;
import org.flyte.actions.support.Requests;
import org.flyte.crd.Names;
import org.flyte.idl.actions.Action;
import org.flyte.idl.actions.ActionsServiceGrpc;
import org.flyte.idl.task.Annotations;
import org.flyte.idl.task.RunSpec;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.tracing.TraceParent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class EnqueueTraceTest extends EmbeddedActionsTestBase {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final String CALLERS_SPAN = "b7ad6b7169203331";

    @Inject
    InMemorySpanExporter spans;

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    private final String traceId = UUID.randomUUID().toString().replace("-", "");
    private final String sampled = "00-%s-%s-01".formatted(traceId, CALLERS_SPAN);

    private ManagedChannel server;

    @BeforeEach
    void connect() {
        server =
                NettyChannelBuilder.forAddress("localhost", port).usePlaintext().build();
    }

    @AfterEach
    void disconnect() {
        server.shutdownNow();
    }

    @Test
    void writesTheTraceOfItsCallerIntoTheTaskAction() {
        enqueue(Requests.task(root), sampled);

        SpanData creation = span("create TaskAction", root);
        SpanData call = span("flyteidl2.actions.ActionsService/Enqueue", traceId, SpanKind.SERVER);
        assertThat(annotationOf(root)).isEqualTo("00-%s-%s-01".formatted(traceId, creation.getSpanId()));
        assertThat(creation.getParentSpanId()).isEqualTo(call.getSpanId());
        assertThat(creation.getLinks()).isEmpty();
        assertThat(call.getParentSpanId()).isEqualTo(CALLERS_SPAN);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"garbage", "00-00000000000000000000000000000000-b7ad6b7169203331-01"})
    void keepsChildrenOfAPodThatSendsNoTraceInThatOfTheirParent(String header) {
        enqueue(Requests.task(root), sampled);

        enqueue(Requests.task(child).setParentActionName(root.name()), header);

        SpanData creation = span("create TaskAction", child);
        assertThat(annotationOf(child)).isEqualTo("00-%s-%s-01".formatted(traceId, creation.getSpanId()));
        assertThat(creation.getParentSpanId())
                .isEqualTo(span("create TaskAction", root).getSpanId());
        assertThat(creation.getLinks()).singleElement().satisfies(link -> {
            assertThat(link.getSpanContext().isValid()).isTrue();
            assertThat(link.getSpanContext().getTraceId())
                    .as("that of the call")
                    .isNotEqualTo(traceId);
        });
        assertThat(span("flyteidl2.workflow.InternalRunService/RecordAction", traceId, SpanKind.SERVER))
                .isNotNull();
    }

    @Test
    void followsAPodThatSendsATrace() {
        enqueue(Requests.task(root), sampled);
        String other = UUID.randomUUID().toString().replace("-", "");

        enqueue(Requests.task(child).setParentActionName(root.name()), "00-%s-%s-01".formatted(other, CALLERS_SPAN));

        assertThat(annotationOf(child)).startsWith("00-%s-".formatted(other));
    }

    @Test
    void passesOnThatATraceIsNotSampled() {
        enqueue(Requests.task(root), "00-%s-%s-00".formatted(traceId, CALLERS_SPAN));
        enqueue(Requests.task(child).setParentActionName(root.name()), null);

        assertThat(annotationOf(root)).startsWith("00-" + traceId).endsWith("-00");
        assertThat(annotationOf(child)).startsWith("00-" + traceId).endsWith("-00");
    }

    @Test
    void takesNoTraceFromTheAnnotationsOfTheRun() {
        String forged = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

        ActionsServiceGrpc.newBlockingStub(server)
                .withDeadlineAfter(TIMEOUT)
                .enqueue(Requests.enqueue(Requests.task(root)).toBuilder()
                        .setRunSpec(RunSpec.newBuilder()
                                .setAnnotations(
                                        Annotations.newBuilder().putValues(Names.ANNOTATION_TRACE_PARENT, forged)))
                        .build());

        assertThat(annotationOf(root)).startsWith("00-").doesNotContain("0af7651916cd43dd8448eb211c80319c");
    }

    @Test
    void reportsPhasesInTheTraceOfTheirAction() {
        enqueue(Requests.task(root), sampled);
        cluster.setStatus(root, "RUNNING", 1, null);

        SpanData reported = span("flyteidl2.workflow.InternalRunService/UpdateActionStatus", traceId, SpanKind.CLIENT);
        assertThat(reported.getParentSpanId())
                .isEqualTo(span("create TaskAction", root).getSpanId());
    }

    private void enqueue(Action.Builder action, String traceparent) {
        Metadata headers = new Metadata();
        if (traceparent != null) {
            headers.put(Metadata.Key.of(TraceParent.HEADER, Metadata.ASCII_STRING_MARSHALLER), traceparent);
        }
        ClientInterceptor sent = MetadataUtils.newAttachHeadersInterceptor(headers);
        var unused = ActionsServiceGrpc.newBlockingStub(server)
                .withInterceptors(sent)
                .withDeadlineAfter(TIMEOUT)
                .enqueue(Requests.enqueue(action));
    }

    private String annotationOf(ActionKey key) {
        Map<String, String> annotations = cluster.objectOf(key).getMetadata().getAnnotations();
        return annotations.get(Names.ANNOTATION_TRACE_PARENT);
    }

    private SpanData span(String name, ActionKey action) {
        return await().atMost(TIMEOUT)
                .until(
                        () -> spans.getFinishedSpanItems().stream()
                                .filter(span -> span.getName().equals(name) && isOf(span, action))
                                .findFirst(),
                        found -> found.isPresent())
                .orElseThrow();
    }

    private static boolean isOf(SpanData span, ActionKey action) {
        return action.run().toString().equals(text(span, "flyte.run"))
                && action.name().equals(text(span, "flyte.action"));
    }

    private static String text(SpanData span, String attribute) {
        return span.getAttributes().get(AttributeKey.stringKey(attribute));
    }

    private SpanData span(String name, String trace, SpanKind kind) {
        return await().atMost(TIMEOUT)
                .until(
                        () -> spans.getFinishedSpanItems().stream()
                                .filter(span -> span.getName().equals(name)
                                        && span.getTraceId().equals(trace)
                                        && span.getKind() == kind)
                                .findFirst(),
                        found -> found.isPresent())
                .orElseThrow();
    }
}
