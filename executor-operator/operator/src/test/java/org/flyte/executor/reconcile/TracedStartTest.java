package org.flyte.executor.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import org.flyte.crd.Names;
import org.flyte.crd.TaskAction;
import org.flyte.executor.Actions;
import org.flyte.executor.TestTracer;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.StartException;
import org.flyte.executor.plugin.StartResult;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.tracing.TraceParent;
import org.junit.jupiter.api.Test;

class TracedStartTest {
    private static final String TRACE_PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final TestTracer tracer = new TestTracer();
    private final TracedStart start = new TracedStart(tracer.tracer());

    @Test
    void showsTheStartInTheTraceOfTheAction() {
        start(TRACE_PARENT, () -> StartResult.Started.WITH_EVENTS);

        assertThat(tracer.ended()).singleElement().satisfies(span -> {
            assertThat(span.getName()).isEqualTo("start attempt");
            assertThat(span.getTraceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
            assertThat(span.getParentSpanId()).isEqualTo("b7ad6b7169203331");
            assertThat(span.getAttributes().get(AttributeKey.longKey("flyte.attempt")))
                    .isEqualTo(2);
        });
    }

    @Test
    void isTheRunningSpanMeanwhile() {
        start(TRACE_PARENT, () -> {
            assertThat(TraceParent.current().orElseThrow().value())
                    .startsWith("00-0af7651916cd43dd8448eb211c80319c-")
                    .isNotEqualTo(TRACE_PARENT);
            return StartResult.Started.WITH_EVENTS;
        });

        assertThat(TraceParent.current()).isEmpty();
    }

    @Test
    void showsATryOnceHoweverOftenItsStartIsTried() {
        start(TRACE_PARENT, () -> new StartResult.Pending(Instant.EPOCH));
        assertThatThrownBy(() -> start(TRACE_PARENT, () -> {
                    throw StartException.notYet("quota exceeded", null);
                }))
                .isInstanceOf(StartException.class);
        start(TRACE_PARENT, () -> StartResult.Started.WITH_EVENTS);
        start(TRACE_PARENT, StartResult.Existing::new);

        assertThat(tracer.ended()).hasSize(1);
    }

    @Test
    void showsWhyATryIsRefused() {
        assertThatThrownBy(() -> start(TRACE_PARENT, () -> {
                    throw StartException.refused(Failure.permanent(Failure.BAD_TASK, "no image"), null);
                }))
                .isInstanceOf(StartException.class);

        assertThat(tracer.ended())
                .singleElement()
                .extracting(SpanData::getStatus)
                .satisfies(status -> {
                    assertThat(status.getStatusCode()).isEqualTo(StatusCode.ERROR);
                    assertThat(status.getDescription()).contains("no image");
                });
    }

    @Test
    void makesNoSpanOfAnActionWithoutATrace() {
        start(null, () -> StartResult.Started.WITH_EVENTS);
        start("garbage", () -> StartResult.Started.WITH_EVENTS);

        assertThat(tracer.ended()).isEmpty();
    }

    private void start(String traceParent, Supplier<StartResult> result) {
        TaskAction action = Actions.action("flyte", "/store", Actions.template().build());
        if (traceParent != null) {
            action.getMetadata().setAnnotations(Map.of(Names.ANNOTATION_TRACE_PARENT, traceParent));
        }
        var unused = start.execute(new TaskExecution(action, TaskTemplate.getDefaultInstance(), 2, 0), result);
    }
}
