package org.flyte.executor.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.flyte.executor.TestTracer;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.tracing.TraceParent;
import org.junit.jupiter.api.Test;

class TracedEventSenderTest {
    private static final TraceParent TRACE = new TraceParent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    private static final ActionEvent EVENT = ActionEvent.newBuilder()
            .setId(new ActionKey("p", "d", "r", "a0").toProto())
            .setPhase(ActionPhase.ACTION_PHASE_RUNNING)
            .setAttempt(1)
            .build();

    private final TestTracer tracer = new TestTracer();
    private final RecordingBroker broker = new RecordingBroker();
    private final TracedEventSender sender = new TracedEventSender(broker, tracer.tracer());

    @Test
    void showsAnEventFromItsSendingToItsAcknowledgement() {
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        broker.answer(event -> acknowledged);

        CompletableFuture<Void> sent = sender.send(EVENT, TRACE);
        assertThat(tracer.ended()).isEmpty();
        acknowledged.complete(null);

        assertThat(sent).isCompleted();
        SpanData span = tracer.ended().getFirst();
        assertThat(span.getParentSpanId()).isEqualTo("b7ad6b7169203331");
        assertThat(span.getAttributes().get(AttributeKey.stringKey("flyte.phase")))
                .isEqualTo("RUNNING");
        assertThat(broker.traces())
                .containsExactly(
                        new TraceParent("00-0af7651916cd43dd8448eb211c80319c-%s-01".formatted(span.getSpanId())));
    }

    @Test
    void marksAnEventThatTheBrokerDoesNotAcknowledge() {
        broker.answer(event -> CompletableFuture.failedFuture(new IOException("not enough replicas")));

        assertThat(sender.send(EVENT, TRACE)).isCompletedExceptionally();

        assertThat(tracer.ended())
                .singleElement()
                .extracting(span -> span.getStatus().getStatusCode())
                .isEqualTo(StatusCode.ERROR);
    }

    @Test
    void sendsAnEventWithoutATraceAsItIs() {
        assertThat(sender.send(EVENT, null)).isCompleted();

        assertThat(tracer.ended()).isEmpty();
        assertThat(broker.traces()).containsExactly((TraceParent) null);
    }
}
