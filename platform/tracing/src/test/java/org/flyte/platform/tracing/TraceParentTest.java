package org.flyte.platform.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {
    private static final String SAMPLED = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String NOT_SAMPLED = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

    @ParameterizedTest
    @ValueSource(strings = {SAMPLED, NOT_SAMPLED})
    void namesASpanOfAnotherProcess(String text) {
        TraceParent parent = TraceParent.parse(text).orElseThrow();

        SpanContext span = Span.fromContext(parent.context()).getSpanContext();

        assertThat(parent.value()).isEqualTo(text);
        assertThat(span.isRemote()).isTrue();
        assertThat(span.isSampled()).isEqualTo(text.equals(SAMPLED));
        assertThat(span.getTraceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(span.getSpanId()).isEqualTo("b7ad6b7169203331");
    }

    @Test
    void keepsOfALaterVersionWhatItKnows() {
        assertThat(TraceParent.parse("01" + SAMPLED.substring(2) + "-more")).contains(new TraceParent(SAMPLED));
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "00",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\n",
                "00-0af7651916cd43dd8448eb211c8031-b7ad6b7169203331-01"
            })
    void dropsWhatIsMalformed(String text) {
        assertThat(TraceParent.parse(text)).isEmpty();
    }

    @Test
    void isThatOfTheRunningSpan() {
        TraceParent parent = new TraceParent(SAMPLED);

        try (Scope _ = parent.context().makeCurrent()) {
            assertThat(TraceParent.current()).contains(parent);
        }
        assertThat(TraceParent.current()).isEmpty();
    }
}
