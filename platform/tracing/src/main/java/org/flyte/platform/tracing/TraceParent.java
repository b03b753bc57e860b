package org.flyte.platform.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import java.util.Optional;

/**
 * A span by its W3C {@code traceparent}, as it is stored and sent where no call carries it. Always valid. There is no
 * {@code tracestate} with it: vendors' entries have no limit that all storage would take.
 *
 * @param value version 00: ids of the trace and the span, and whether it is sampled
 */
public record TraceParent(String value) {
    /** Name of the header of calls and of Kafka records. */
    public static final String HEADER = "traceparent";

    private static final TextMapGetter<String> ONLY_HEADER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String text) {
            return List.of(HEADER);
        }

        @Override
        public String get(String text, String key) {
            return HEADER.equals(key) ? text : null;
        }
    };

    /** Reads a header; empty for null and for what is malformed: the trace begins anew there. */
    public static Optional<TraceParent> parse(String text) {
        return text == null ? Optional.empty() : of(Span.fromContext(extract(text)));
    }

    /** The running span; empty when nothing is traced. */
    public static Optional<TraceParent> current() {
        return of(Span.current());
    }

    /** Empty for a span that is not valid, such as that of a tracer which is disabled. */
    public static Optional<TraceParent> of(Span span) {
        SpanContext context = span.getSpanContext();
        return context.isValid()
                ? Optional.of(new TraceParent("00-" + context.getTraceId() + "-" + context.getSpanId() + "-"
                        + context.getTraceFlags().asHex()))
                : Optional.empty();
    }

    /** A context in which the span is the running one, made by another process. */
    public Context context() {
        return extract(value);
    }

    private static Context extract(String text) {
        return W3CTraceContextPropagator.getInstance().extract(Context.root(), text, ONLY_HEADER);
    }
}
