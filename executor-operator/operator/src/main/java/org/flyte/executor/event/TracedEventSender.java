package org.flyte.executor.event;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import java.util.concurrent.CompletableFuture;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.platform.events.ActionEventRecord;
import org.flyte.platform.tracing.RunTracer;
import org.flyte.platform.tracing.TraceParent;

/** Shows each event in the trace of its action, from its sending to its acknowledgement. */
record TracedEventSender(EventSender sender, RunTracer tracer) implements EventSender {
    @Override
    public CompletableFuture<Void> send(ActionEvent event, TraceParent trace) {
        if (trace == null) {
            return sender.send(event, null);
        }
        Span span = tracer.eventSpan(SpanKind.PRODUCER, ActionEventRecord.TOPIC, trace, event)
                .startSpan();
        return sender.send(event, TraceParent.of(span).orElse(trace)).whenComplete((_, failure) -> {
            if (failure != null) {
                span.setStatus(StatusCode.ERROR, String.valueOf(failure.getMessage()));
            }
            span.end();
        });
    }

    @Override
    public void close() {
        sender.close();
    }
}
