package org.flyte.events.record;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;

/**
 * The trace of the running call.
 *
 * @param value a W3C {@code traceparent}, or null without a trace
 */
record TraceParent(String value) {
    static TraceParent current() {
        SpanContext span = Span.current().getSpanContext();
        return new TraceParent(
                span.isValid()
                        ? "00-%s-%s-%s"
                                .formatted(
                                        span.getTraceId(),
                                        span.getSpanId(),
                                        span.getTraceFlags().asHex())
                        : null);
    }
}
