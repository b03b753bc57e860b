package org.flyte.runs.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.workflow.WatchActionsResponse;
import org.flyte.idl.workflow.WatchRunsResponse;
import org.flyte.platform.model.RunKey;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.RunsServiceTestBase;
import org.flyte.runs.Writers;
import org.flyte.runs.action.OtherReplica;
import org.flyte.runs.db.DedicatedConnections;
import org.flyte.runs.list.RunSelection;
import org.flyte.runs.query.row.RunKind;
import org.flyte.runs.watch.WatchActions;
import org.flyte.runs.watch.WatchRuns;
import org.flyte.runs.watch.rule.ActionFilter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long a change that another replica committed takes to a watch of this one: polls alone take half a second. */
@QuarkusTest
@WithTestResource(RealPostgres.class)
class OtherReplicasChangesTest extends RunsServiceTestBase {
    private static final int TRIES = 21;

    @Inject
    HintConfig config;

    @Inject
    Vertx vertx;

    @Inject
    DedicatedConnections connections;

    @Inject
    OtherReplica replica;

    @Inject
    WatchActions watchActions;

    @Inject
    WatchRuns watchRuns;

    private ReplicaHints hints;

    @BeforeEach
    void startTheOtherReplica() {
        hints = new ReplicaHints(config, vertx, connections, new SimpleMeterRegistry());
        hints.start(new Deaf());
    }

    @AfterEach
    void stopTheOtherReplica() {
        hints.close();
    }

    @Test
    void reachWatchesOfActionsWithin100MillisAtTheMedian() {
        RunIdentifier id = write.run(run);
        List<ActionIdentifier> children = write.children(id, TRIES);
        AssertSubscriber<WatchActionsResponse> reader = watchActions
                .execute(RunKey.of(id), ActionFilter.of(List.of()), RunKind.EXECUTED)
                .subscribe()
                .withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
        await().until(() -> !reader.getItems().isEmpty() && hints.areWanted());

        List<Long> millis = new ArrayList<>();
        for (ActionIdentifier child : children) {
            millis.add(millisUntilSeen(
                    child,
                    () -> reader.getItems().stream()
                            .flatMap(response -> response.getEnrichedActionsList().stream())
                            .anyMatch(action ->
                                    action.getAction().getId().getName().equals(child.getName())
                                            && action.getAction().getStatus().getPhase()
                                                    == ActionPhase.ACTION_PHASE_RUNNING)));
        }

        assertThat(millis.stream().sorted().toList().get(TRIES / 2)).isLessThan(100);
        reader.cancel();
    }

    @Test
    void reachWatchesOfRunsWithin100MillisAtTheMedian() {
        AssertSubscriber<WatchRunsResponse> reader = watchRuns
                .execute(new RunSelection.All(), RunKind.EXECUTED)
                .subscribe()
                .withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
        await().until(hints::areWanted);

        List<Long> millis = new ArrayList<>();
        for (int i = 0; i < TRIES; i++) {
            ActionIdentifier root = Writers.root(write.run());
            millis.add(millisUntilSeen(
                    root,
                    () -> reader.getItems().stream()
                            .flatMap(response -> response.getRunsList().stream())
                            .anyMatch(seen -> seen.getAction()
                                            .getId()
                                            .getRun()
                                            .getName()
                                            .equals(root.getRun().getName())
                                    && seen.getAction().getStatus().getPhase() == ActionPhase.ACTION_PHASE_RUNNING)));
        }

        assertThat(millis.stream().sorted().toList().get(TRIES / 2)).isLessThan(100);
        reader.cancel();
    }

    private long millisUntilSeen(ActionIdentifier action, Callable<Boolean> seen) {
        long began = System.nanoTime();
        replica.phase(action, ActionPhase.ACTION_PHASE_RUNNING);
        hints.changed(RunKey.of(action.getRun()), List.of(action.getName()));
        await().pollInterval(Duration.ofMillis(1)).until(seen);
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    }

    /** Nothing is watched on the other replica. */
    private record Deaf() implements HintListener {
        @Override
        public void changed(RunKey run, Collection<String> actions) {}

        @Override
        public void missedHints() {}

        @Override
        public boolean isWatching() {
            return false;
        }
    }
}
