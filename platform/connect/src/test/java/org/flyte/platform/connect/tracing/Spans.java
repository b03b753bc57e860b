package org.flyte.platform.connect.tracing;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what would go to a collector. */
@Singleton
public class Spans implements SpanExporter {
    private final List<SpanData> all = new CopyOnWriteArrayList<>();

    List<SpanData> of(String traceId) {
        return all.stream().filter(span -> span.getTraceId().equals(traceId)).toList();
    }

    List<SpanData> named(String name) {
        return all.stream().filter(span -> span.getName().equals(name)).toList();
    }

    void forget() {
        all.clear();
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        all.addAll(spans);
        return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
        return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
        return CompletableResultCode.ofSuccess();
    }
}
