package org.flyte.platform.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.flyte.platform.model.ActionKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class TracedCallTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final TraceParent PARENT =
            new TraceParent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    private static final Vertx VERTX = Vertx.vertx();

    private final RecordedSpans recorded = new RecordedSpans();
    private final RunTracer tracer = recorded.tracer();

    @AfterAll
    static void stop() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void makesTheCallBelowItsParentAndNothingElse() {
        assertThat(TracedCall.below(PARENT, TracedCallTest::running).await().atMost(TIMEOUT))
                .contains(PARENT);
        assertThat(TraceParent.current()).isEmpty();
    }

    @Test
    void leavesACallWithoutAParentInTheTraceThatRuns() {
        try (Scope _ = PARENT.context().makeCurrent()) {
            assertThat(TracedCall.below(null, TracedCallTest::running).await().atMost(TIMEOUT))
                    .contains(PARENT);
        }
    }

    @Test
    void givesACallFromATimerAContextOfItsOwn() throws Exception {
        CompletableFuture<Boolean> duplicated = new CompletableFuture<>();
        Context root = VERTX.getOrCreateContext();

        root.runOnContext(tick -> TracedCall.below(PARENT, TracedCallTest::onDuplicatedContext)
                .subscribe()
                .with(duplicated::complete, duplicated::completeExceptionally));

        assertThat(duplicated.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void staysInTheContextOfARunningCall() throws Exception {
        CompletableFuture<Context> seen = new CompletableFuture<>();
        Context call = VertxContext.createNewDuplicatedContext(VERTX.getOrCreateContext());

        call.runOnContext(tick -> TracedCall.below(
                        PARENT, () -> Uni.createFrom().item(Vertx::currentContext))
                .subscribe()
                .with(seen::complete, seen::completeExceptionally));

        assertThat(seen.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isSameAs(call);
    }

    @Test
    void leavesACallWithoutASpanInTheTraceThatRuns() {
        try (Scope _ = PARENT.context().makeCurrent()) {
            assertThat(TracedCall.in(Span.getInvalid(), TracedCallTest::running)
                            .await()
                            .atMost(TIMEOUT))
                    .contains(PARENT);
        }
    }

    @Test
    void endsTheSpanWithTheCall() {
        Span span = span();

        assertThat(TracedCall.in(span, TracedCallTest::running).await().atMost(TIMEOUT))
                .isEqualTo(TraceParent.of(span));

        assertThat(recorded.ended())
                .singleElement()
                .extracting(SpanData::hasEnded)
                .isEqualTo(true);
    }

    @Test
    void marksTheSpanOfAFailedCall() {
        Uni<Void> failing = Uni.createFrom().failure(new IllegalStateException("broken"));

        assertThatThrownBy(() -> TracedCall.in(span(), () -> failing).await().atMost(TIMEOUT))
                .hasMessage("broken");

        assertThat(recorded.ended()).singleElement().satisfies(span -> {
            assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(span.getStatus().getDescription()).isEqualTo("broken");
        });
    }

    @Test
    void failsWithACallThatCannotBeMade() {
        Supplier<Uni<Void>> broken = () -> {
            throw new IllegalStateException("broken");
        };

        assertThatThrownBy(() -> TracedCall.below(PARENT, broken).await().atMost(TIMEOUT))
                .hasMessage("broken");
    }

    @Test
    void cancelsTheCallWithItsSubscription() {
        AtomicBoolean cancelled = new AtomicBoolean();
        Uni<Void> endless = Uni.createFrom().<Void>nothing().onCancellation().invoke(() -> cancelled.set(true));

        TracedCall.in(span(), () -> endless).subscribe().with(done -> {}).cancel();

        assertThat(cancelled).isTrue();
        assertThat(recorded.ended()).hasSize(1);
    }

    private Span span() {
        return tracer.span("call", SpanKind.PRODUCER, PARENT, new ActionKey("p", "d", "r", "a0"))
                .startSpan();
    }

    private static Uni<Optional<TraceParent>> running() {
        return Uni.createFrom().item(TraceParent::current);
    }

    private static Uni<Boolean> onDuplicatedContext() {
        return Uni.createFrom().item(() -> VertxContext.isDuplicatedContext(Vertx.currentContext()));
    }
}
