package org.flyte.runs.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.flyte.platform.testkit.MutableClock;
import org.junit.jupiter.api.Test;

class CachedDocumentTest {
    private final MutableClock clock = new MutableClock(Instant.parse("2026-11-27T00:00:00Z"));
    private final List<UniEmitter<? super String>> loads = new ArrayList<>();
    private final CachedDocument<String> document = new CachedDocument<>(
            () -> Uni.createFrom().emitter(emitter -> loads.add(emitter)),
            Duration.ofMinutes(5),
            Duration.ofSeconds(5),
            clock);

    @Test
    void readsOnceForAllWhoWait() {
        CompletableFuture<String> first = document.get().subscribeAsCompletionStage();
        CompletableFuture<String> second = document.get().subscribeAsCompletionStage();
        loads.getFirst().complete("a");

        assertThat(first).isCompletedWithValue("a");
        assertThat(second).isCompletedWithValue("a");
        assertThat(now()).isEqualTo("a");
        assertThat(loads).hasSize(1);
    }

    @Test
    void goesOnReadingWhenTheFirstCallerLeaves() {
        document.get().subscribeAsCompletionStage().cancel(true);
        CompletableFuture<String> second = document.get().subscribeAsCompletionStage();
        loads.getFirst().complete("a");

        assertThat(second).isCompletedWithValue("a");
    }

    @Test
    void answersAnOldDocumentWhileItIsReadAgain() {
        var _ = document.get().subscribeAsCompletionStage();
        loads.getFirst().complete("a");
        clock.advance(Duration.ofMinutes(6));

        assertThat(now()).isEqualTo("a");
        assertThat(loads).hasSize(2);
        loads.getLast().complete("b");
        assertThat(now()).isEqualTo("b");
    }

    @Test
    void keepsAnOldDocumentThroughAnOutage() {
        var _ = document.get().subscribeAsCompletionStage();
        loads.getFirst().complete("a");
        clock.advance(Duration.ofDays(1));
        assertThat(now()).isEqualTo("a");
        loads.getLast().fail(new IllegalStateException("outage"));

        assertThat(now()).isEqualTo("a");
        assertThat(loads).hasSize(2);
        clock.advance(Duration.ofSeconds(6));
        assertThat(now()).isEqualTo("a");
        assertThat(loads).hasSize(3);
    }

    @Test
    void asksNobodyForAWhileAfterAFailure() {
        var _ = document.get().subscribeAsCompletionStage();
        loads.getFirst().fail(new IllegalStateException("outage"));

        assertThatThrownBy(this::now).hasMessageContaining("outage");
        assertThat(loads).hasSize(1);
        clock.advance(Duration.ofSeconds(6));
        CompletableFuture<String> next = document.get().subscribeAsCompletionStage();
        loads.getLast().complete("a");
        assertThat(next).isCompletedWithValue("a");
    }

    private String now() {
        return document.get().await().atMost(Duration.ofSeconds(1));
    }
}
