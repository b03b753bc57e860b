package org.flyte.executor;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import org.flyte.platform.tracing.RunTracer;

/** A tracer that keeps its spans as soon as they end. */
public final class TestTracer {
    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final RunTracer tracer = new RunTracer(OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build())
            .build());

    public RunTracer tracer() {
        return tracer;
    }

    public List<SpanData> ended() {
        return exporter.getFinishedSpanItems();
    }
}
