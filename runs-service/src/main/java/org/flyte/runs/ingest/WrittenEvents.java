package org.flyte.runs.ingest;

import io.opentelemetry.api.trace.SpanKind;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.platform.events.ActionEventRecord;
import org.flyte.platform.events.CloudEventHeaders;
import org.flyte.platform.tracing.RunTracer;
import org.flyte.platform.tracing.TraceParent;

/**
 * Shows in the trace of a run that its events are written. Each has a span of its own, not a batch one with links: a batch
 * has events of many runs, and would be part of the trace of none.
 */
@ApplicationScoped
class WrittenEvents {
    private final RunTracer tracer;

    WrittenEvents(RunTracer tracer) {
        this.tracer = tracer;
    }

    /** @param begin when the transaction of its batch began, which has ended */
    void trace(ActionEvent event, Headers headers, Instant begin) {
        Optional<TraceParent> sent =
                TraceParent.parse(new CloudEventHeaders(headers).read(CloudEventHeaders.TRACE_PARENT));
        if (sent.isEmpty()) {
            return;
        }
        tracer.eventSpan(SpanKind.CONSUMER, ActionEventRecord.TOPIC, sent.get(), event)
                .setStartTimestamp(begin)
                .startSpan()
                .end();
    }
}
