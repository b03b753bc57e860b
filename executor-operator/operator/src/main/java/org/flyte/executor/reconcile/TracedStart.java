package org.flyte.executor.reconcile;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.Supplier;
import org.flyte.executor.api.ActionTrace;
import org.flyte.executor.plugin.StartException;
import org.flyte.executor.plugin.StartException.Reason;
import org.flyte.executor.plugin.StartResult;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.platform.tracing.RunTracer;
import org.flyte.platform.tracing.TraceParent;

/** Starts a try, and shows it in the trace of the action: once, however often the start is tried before it is due. */
@ApplicationScoped
class TracedStart {
    private final RunTracer tracer;

    TracedStart(RunTracer tracer) {
        this.tracer = tracer;
    }

    StartResult execute(TaskExecution execution, Supplier<StartResult> start) {
        Optional<TraceParent> trace = ActionTrace.of(execution.action());
        return trace.isEmpty() ? start.get() : start(span(execution, trace.get()), start);
    }

    private Span span(TaskExecution execution, TraceParent trace) {
        return tracer.span("start attempt", SpanKind.CONSUMER, trace, ActionTrace.keyOf(execution.action()))
                .setAttribute("flyte.attempt", execution.attempt())
                .setAttribute("flyte.object", execution.namespace() + "/" + execution.objectName())
                .startSpan();
    }

    /** A span that is not ended is not exported: that of a start that found an earlier one, or is not due. */
    private static StartResult start(Span span, Supplier<StartResult> start) {
        try (Scope _ = span.makeCurrent()) {
            StartResult result = start.get();
            if (result instanceof StartResult.Started) {
                span.end();
            }
            return result;
        } catch (StartException e) {
            if (e.reason() == Reason.REFUSED) {
                span.setStatus(StatusCode.ERROR, String.valueOf(e.getMessage()));
                span.end();
            }
            throw e;
        }
    }
}
