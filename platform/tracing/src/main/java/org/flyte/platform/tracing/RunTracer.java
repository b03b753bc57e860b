package org.flyte.platform.tracing;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import jakarta.inject.Singleton;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.ActionPhases;

/** Makes the spans of a run that are no calls: of work that another process, or this one later, does for it. */
@Singleton
public final class RunTracer {
    private static final String SCOPE = "org.flyte";

    private final Tracer tracer;

    public RunTracer(OpenTelemetry telemetry) {
        this.tracer = telemetry.getTracer(SCOPE);
    }

    /** A span of an action. Without a parent, which is null, it is the first of a trace. */
    public SpanBuilder span(String name, SpanKind kind, TraceParent parent, ActionKey action) {
        return tracer.spanBuilder(name)
                .setSpanKind(kind)
                .setParent(parent == null ? Context.root() : parent.context())
                .setAttribute("flyte.run", action.run().toString())
                .setAttribute("flyte.action", action.name());
    }

    /** A span of an event that a producer sends to a Kafka topic, or a consumer processes. */
    public SpanBuilder eventSpan(SpanKind kind, String topic, TraceParent parent, ActionEvent event) {
        String operation = kind == SpanKind.PRODUCER ? "send" : "process";
        return span(operation + " " + topic, kind, parent, ActionKey.of(event.getId()))
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.operation.type", operation)
                .setAttribute("messaging.destination.name", topic)
                .setAttribute("flyte.attempt", event.getAttempt())
                .setAttribute("flyte.phase", ActionPhases.shortName(event.getPhase()));
    }
}
