package org.flyte.platform.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.platform.model.ActionKey;
import org.junit.jupiter.api.Test;

class RunTracerTest {
    private static final ActionKey ACTION = new ActionKey("p", "d", "r", "a0");
    private static final TraceParent PARENT =
            new TraceParent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    private static final TraceParent NOT_SAMPLED =
            new TraceParent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00");

    private final RecordedSpans recorded = new RecordedSpans();
    private final RunTracer tracer = recorded.tracer();

    @Test
    void continuesTheTraceOfTheParentAndNamesTheAction() {
        make(PARENT);

        SpanData span = recorded.ended().getFirst();
        assertThat(span.getTraceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(span.getParentSpanId()).isEqualTo("b7ad6b7169203331");
        assertThat(span.getAttributes().get(AttributeKey.stringKey("flyte.run")))
                .isEqualTo("p/d/r");
        assertThat(span.getAttributes().get(AttributeKey.stringKey("flyte.action")))
                .isEqualTo("a0");
    }

    @Test
    void namesTheTopicAndThePhaseOfAnEvent() {
        ActionEvent event = ActionEvent.newBuilder()
                .setId(ACTION.toProto())
                .setAttempt(2)
                .setPhase(ActionPhase.ACTION_PHASE_RUNNING)
                .build();

        tracer.eventSpan(SpanKind.PRODUCER, "events", PARENT, event).startSpan().end();
        tracer.eventSpan(SpanKind.CONSUMER, "events", PARENT, event).startSpan().end();

        assertThat(recorded.ended()).extracting(SpanData::getName).containsExactly("send events", "process events");
        assertThat(recorded.ended()).allSatisfy(span -> {
            assertThat(span.getAttributes().get(AttributeKey.stringKey("messaging.destination.name")))
                    .isEqualTo("events");
            assertThat(span.getAttributes().get(AttributeKey.stringKey("flyte.phase")))
                    .isEqualTo("RUNNING");
            assertThat(span.getAttributes().get(AttributeKey.longKey("flyte.attempt")))
                    .isEqualTo(2);
        });
    }

    @Test
    void beginsATraceWithoutAParentWhateverRuns() {
        try (Scope _ = PARENT.context().makeCurrent()) {
            make(null);
        }

        assertThat(recorded.ended().getFirst().getParentSpanContext().isValid()).isFalse();
    }

    @Test
    void doesNotSampleBelowAParentThatIsNot() {
        Span span = make(NOT_SAMPLED);

        assertThat(recorded.ended()).isEmpty();
        assertThat(TraceParent.of(span).orElseThrow().value())
                .startsWith("00-0af7651916cd43dd8448eb211c80319c-")
                .endsWith("-00");
    }

    @Test
    void passesOnWhatItReceivesWhileTracingIsOff() {
        RunTracer off = new RunTracer(OpenTelemetry.noop());

        assertThat(TraceParent.of(
                        off.span("work", SpanKind.INTERNAL, PARENT, ACTION).startSpan()))
                .contains(PARENT);
        assertThat(TraceParent.of(
                        off.span("work", SpanKind.INTERNAL, null, ACTION).startSpan()))
                .isEmpty();
    }

    private Span make(TraceParent parent) {
        Span span = tracer.span("work", SpanKind.INTERNAL, parent, ACTION).startSpan();
        span.end();
        return span;
    }
}
