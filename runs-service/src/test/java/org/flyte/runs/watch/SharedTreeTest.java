package org.flyte.runs.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeUnit;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.workflow.EnrichedAction;
import org.flyte.idl.workflow.WatchActionsResponse;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.RunKey;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.RunsServiceTestBase;
import org.flyte.runs.action.OtherReplica;
import org.flyte.runs.query.row.RunKind;
import org.flyte.runs.watch.rule.ActionFilter;
import org.junit.jupiter.api.Test;

/** All streams of a run show one tree. */
@QuarkusTest
@WithTestResource(RealPostgres.class)
class SharedTreeTest extends RunsServiceTestBase {
    private static final int CHILDREN = 50_000;
    private static final int STREAMS = 20;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Inject
    WatchActions watch;

    @Inject
    OtherReplica replica;

    @Inject
    MeterRegistry metrics;

    @Test
    void holdsABigRunOnceForAllItsStreams() {
        RunIdentifier id = write.run(run);
        pool.query("INSERT INTO actions (project, domain, run_name, name, parent_action_name, action_type, task_name)"
                        + " SELECT project, domain, run_name, md5(n::text), 'a0', 1, 'pkg.task' FROM actions,"
                        + " generate_series(1, " + CHILDREN + ") AS n WHERE run_name = '" + run + "' AND name = 'a0'")
                .executeAndAwait();
        long before = usedHeap();

        List<Count> streams = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            streams.add(subscribe(id));
        }
        streams.forEach(stream -> await().atMost(LIMIT).until(() -> stream.actions() > CHILDREN));
        long after = usedHeap();

        // Streams that other tests left behind show small runs.
        assertThat(heldActions()).isBetween(CHILDREN + 1, CHILDREN + 1_000);
        assertThat(after - before).as("bytes of %d streams", STREAMS).isLessThan(64 << 20);

        long began = System.nanoTime();
        Count another = subscribe(id);
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(5)).until(() -> another.actions() > CHILDREN);
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began))
                .as("millis of a further snapshot")
                .isLessThan(2_000);

        streams.forEach(Count::cancel);
        another.cancel();
        await().until(() -> heldActions() < 1_000);
    }

    @Test
    void showsAFurtherStreamWhatAnotherReplicaHasCommittedBefore() {
        RunIdentifier id = write.run(run);
        List<ActionIdentifier> children = write.children(id, 20);
        AssertSubscriber<WatchActionsResponse> first = open(id, RunKind.EXECUTED);
        await().until(() -> actions(first).size() == 21);

        for (ActionIdentifier child : children) {
            replica.phase(child, ActionPhase.ACTION_PHASE_SUCCEEDED);
            AssertSubscriber<WatchActionsResponse> further = open(id, RunKind.EXECUTED);
            await().pollInterval(Duration.ofMillis(2))
                    .until(() -> !further.getItems().isEmpty());

            assertThat(further.getItems().getFirst().getEnrichedActionsList())
                    .filteredOn(action -> action.getAction().getId().getName().equals(child.getName()))
                    .extracting(action -> action.getAction().getStatus().getPhase())
                    .containsExactly(ActionPhase.ACTION_PHASE_SUCCEEDED);
            further.cancel();
        }
        first.cancel();
    }

    @Test
    void doesNotShowARunOfTheOtherKindThatAnotherStreamShows() {
        RunIdentifier id = write.run(run);
        AssertSubscriber<WatchActionsResponse> executed = open(id, RunKind.EXECUTED);
        await().until(() -> actions(executed).size() == 1);

        AssertSubscriber<WatchActionsResponse> tracked = open(id, RunKind.TRACKED);

        tracked.awaitFailure(TIMEOUT).assertFailedWith(NotFound.class, run);
        assertThat(tracked.getItems()).isEmpty();
        executed.cancel();
    }

    private AssertSubscriber<WatchActionsResponse> open(RunIdentifier id, RunKind kind) {
        return watch.execute(RunKey.of(id), ActionFilter.of(List.of()), kind)
                .subscribe()
                .withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
    }

    private static List<EnrichedAction> actions(AssertSubscriber<WatchActionsResponse> reader) {
        return reader.getItems().stream()
                .flatMap(response -> response.getEnrichedActionsList().stream())
                .toList();
    }

    private Count subscribe(RunIdentifier id) {
        Count count = new Count();
        watch.execute(RunKey.of(id), ActionFilter.of(List.of()), RunKind.EXECUTED)
                .subscribe(count);
        return count;
    }

    private int heldActions() {
        return (int) metrics.get("flyte.watch.actions").gauge().value();
    }

    private static long usedHeap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    /** Keeps no message. */
    private static final class Count implements Subscriber<WatchActionsResponse> {
        private int actions;
        private Subscription subscription;

        synchronized int actions() {
            return actions;
        }

        void cancel() {
            subscription.cancel();
        }

        @Override
        public void onSubscribe(Subscription opened) {
            subscription = opened;
            opened.request(Long.MAX_VALUE);
        }

        @Override
        public synchronized void onNext(WatchActionsResponse message) {
            actions += message.getEnrichedActionsCount();
        }

        @Override
        public void onError(Throwable failure) {
            throw new AssertionError(failure);
        }

        @Override
        public void onComplete() {
            throw new AssertionError("a watch of actions never ends");
        }
    }
}
