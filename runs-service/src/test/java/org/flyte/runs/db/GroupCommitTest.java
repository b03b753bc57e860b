package org.flyte.runs.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.runs.db.GroupCommit.Limits;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
    private final List<List<String>> batches = new ArrayList<>();
    private final List<UniEmitter<? super List<String>>> commits = new ArrayList<>();

    @Test
    void writesAtOnceWhenIdleAndBatchesWhatArrivesMeanwhile() {
        GroupCommit<String, String> group = group(new Limits(1, 1, 10, 10, Duration.ofSeconds(5)));

        CompletableFuture<String> first = submit(group, "a");
        submit(group, "b");
        submit(group, "c");
        assertThat(batches).containsExactly(List.of("a"));

        commit(0);

        assertThat(first).isCompletedWithValue("a!");
        assertThat(batches).containsExactly(List.of("a"), List.of("b", "c"));
    }

    @Test
    void writesOutsideTheContextOfACallAndAnswersInIt() throws Exception {
        Vertx vertx = Vertx.vertx();
        CompletableFuture<Context> writing = new CompletableFuture<>();
        CompletableFuture<Context> answered = new CompletableFuture<>();
        GroupCommit<String, String> group = new GroupCommit<>(
                "test",
                request -> request,
                batch -> {
                    writing.complete(Vertx.currentContext());
                    return Uni.createFrom().item(batch);
                },
                Limits.DEFAULT,
                new SimpleMeterRegistry());
        try {
            Context call = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
            call.runOnContext(
                    start -> group.submit("a").subscribe().with(answer -> answered.complete(Vertx.currentContext())));

            assertThat(answered.get(5, TimeUnit.SECONDS)).isSameAs(call);
            assertThat(writing.get(5, TimeUnit.SECONDS)).isSameAs(VertxContext.getRootContext(call));
        } finally {
            vertx.close();
        }
    }

    @Test
    void startsAConcurrentBatchOnlyFromItsMinimumSize() {
        GroupCommit<String, String> group = group(new Limits(2, 2, 10, 10, Duration.ofSeconds(5)));

        submit(group, "a");
        submit(group, "b");
        assertThat(batches).containsExactly(List.of("a"));
        submit(group, "c");

        assertThat(batches).containsExactly(List.of("a"), List.of("b", "c"));
    }

    @Test
    void writesRequestsOfOneKeyInOrderAndNeverConcurrently() {
        GroupCommit<String, String> group = group(new Limits(2, 1, 10, 10, Duration.ofSeconds(5)));

        submit(group, "a1");
        submit(group, "a2");
        submit(group, "b1");
        submit(group, "a3");
        assertThat(batches).containsExactly(List.of("a1"), List.of("b1"));
        commit(0);
        commit(2);

        assertThat(batches).containsExactly(List.of("a1"), List.of("b1"), List.of("a2"), List.of("a3"));
    }

    @Test
    void refusesRequestsBeyondTheQueueAsUnavailable() {
        GroupCommit<String, String> group = group(new Limits(1, 1, 1, 1, Duration.ofSeconds(5)));
        submit(group, "a");
        submit(group, "b");

        CompletableFuture<String> third = submit(group, "c");

        assertThatThrownBy(third::join).hasCauseInstanceOf(Unavailable.class);
    }

    @Test
    void failsOnlyTheBadRequestOfABatch() throws Exception {
        GroupCommit<String, String> group = new GroupCommit<>(
                "test",
                request -> request.substring(0, 1),
                batch -> batch.contains("bad")
                        ? Uni.createFrom().failure(new IllegalArgumentException("bad"))
                        : Uni.createFrom()
                                .item(batch.stream().map(r -> r + "!").toList())
                                .onItem()
                                .delayIt()
                                .by(Duration.ofMillis(5)),
                new Limits(1, 1, 10, 10, Duration.ofSeconds(5)),
                new SimpleMeterRegistry());

        submit(group, "first");
        CompletableFuture<String> good = submit(group, "good");
        CompletableFuture<String> bad = submit(group, "bad");
        CompletableFuture<String> alsoGood = submit(group, "also good");

        assertThat(good.get(5, TimeUnit.SECONDS)).isEqualTo("good!");
        assertThat(alsoGood.get(5, TimeUnit.SECONDS)).isEqualTo("also good!");
        assertThatThrownBy(bad::join).hasCauseInstanceOf(IllegalArgumentException.class);
    }

    private GroupCommit<String, String> group(Limits limits) {
        return new GroupCommit<>(
                "test", request -> request.substring(0, 1), this::write, limits, new SimpleMeterRegistry());
    }

    private Uni<List<String>> write(List<String> batch) {
        batches.add(batch);
        return Uni.createFrom().emitter(commits::add);
    }

    private void commit(int batch) {
        commits.get(batch)
                .complete(batches.get(batch).stream().map(r -> r + "!").toList());
    }

    private static CompletableFuture<String> submit(GroupCommit<String, String> group, String request) {
        return group.submit(request).subscribeAsCompletionStage();
    }
}
