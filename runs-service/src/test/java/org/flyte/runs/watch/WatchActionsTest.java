package org.flyte.runs.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.workflow.EnrichedAction;
import org.flyte.idl.workflow.RunServiceGrpc.RunServiceBlockingStub;
import org.flyte.idl.workflow.WatchActionsRequest;
import org.flyte.idl.workflow.WatchActionsResponse;
import org.flyte.platform.model.RunKey;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.change.ChangeNotifier;
import org.flyte.runs.query.Given;
import org.flyte.runs.watch.rule.ActionFilter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(RealPostgres.class)
class WatchActionsTest {
    @GrpcClient("self")
    RunServiceBlockingStub runs;

    @Inject
    WatchActions watch;

    @Inject
    Pool pool;

    @Inject
    ChangeNotifier feed;

    Given given;

    @BeforeEach
    void connect() {
        given = new Given(pool);
        runs = runs.withDeadlineAfter(Duration.ofSeconds(30));
    }

    @Test
    void theWholeRunArrivesPageByPage() {
        RunIdentifier run = given.run();
        given.children(run, 2_500);

        Set<String> seen = new HashSet<>();
        EnrichedAction root = null;
        Iterator<WatchActionsResponse> stream = open(run);
        while (seen.size() < 2_501) {
            for (EnrichedAction action : stream.next().getEnrichedActionsList()) {
                seen.add(action.getAction().getId().getName());
                root = action.getAction().getId().getName().equals("a0") ? action : root;
            }
        }

        assertThat(root.getChildrenPhaseCountsMap()).containsEntry(1, 2_500);
    }

    @Test
    void aBurstNeverHidesALastPhase() {
        RunIdentifier run = given.run();
        given.children(run, 1_000);
        AssertSubscriber<WatchActionsResponse> reader = subscribe(run, Long.MAX_VALUE);
        await().until(() -> latest(reader).size() == 1_001);

        List<String> names =
                IntStream.rangeClosed(1, 1_000).mapToObj(i -> "c" + i).toList();
        for (ActionPhase phase : List.of(ActionPhase.ACTION_PHASE_RUNNING, ActionPhase.ACTION_PHASE_SUCCEEDED)) {
            for (int from = 0; from < names.size(); from += 10) {
                List<String> some = names.subList(from, from + 10);
                update(run, some, phase);
                some.forEach(name -> changed(run, name));
            }
        }

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(latest(reader).values())
                        .filteredOn(phase -> phase == ActionPhase.ACTION_PHASE_SUCCEEDED)
                        .hasSize(1_000));
        reader.cancel();
    }

    @Test
    void aSlowReaderMissesStatesButNeverTheLast() {
        RunIdentifier run = given.run();
        ActionIdentifier child = given.child(run, "c");
        AssertSubscriber<WatchActionsResponse> reader = subscribe(run, 1);
        await().until(() -> latest(reader).size() == 2);
        AssertSubscriber<WatchActionsResponse> fast = subscribe(run, Long.MAX_VALUE);

        for (int phase = 2; phase <= 5; phase++) {
            given.phase(child, ActionPhase.forNumber(phase));
            changed(run, "c");
        }
        await().until(() -> latest(fast).get("c") == ActionPhase.ACTION_PHASE_SUCCEEDED);
        reader.request(1);
        await().until(() -> latest(reader).get("c") == ActionPhase.ACTION_PHASE_SUCCEEDED);

        assertThat(reader.getItems()).hasSize(2);
        fast.cancel();
        reader.cancel();
    }

    @Test
    void aChildThatIsSeenBeforeItsParentComesWithIt() {
        RunIdentifier run = given.run();
        given.child(run, "c", "p");
        AssertSubscriber<WatchActionsResponse> reader = subscribe(run, Long.MAX_VALUE);
        await().until(() -> latest(reader).containsKey("a0"));

        given.child(run, "p", "a0");
        changed(run, "p");

        await().until(() -> latest(reader).keySet().equals(Set.of("a0", "p", "c")));
        reader.cancel();
    }

    @Test
    void manyReadersOfARunAllSeeAChangeThatNoHintToldOf() {
        RunIdentifier run = given.run();
        ActionIdentifier child = given.child(run, "c");
        List<AssertSubscriber<WatchActionsResponse>> readers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            readers.add(subscribe(run, Long.MAX_VALUE));
        }
        readers.forEach(reader -> await().until(() -> latest(reader).size() == 2));

        given.phase(child, ActionPhase.ACTION_PHASE_FAILED);

        readers.forEach(reader -> await().atMost(Duration.ofSeconds(5))
                .until(() -> latest(reader).get("c") == ActionPhase.ACTION_PHASE_FAILED));
        readers.forEach(AssertSubscriber::cancel);
    }

    private Iterator<WatchActionsResponse> open(RunIdentifier run) {
        return runs.watchActions(request(run));
    }

    private AssertSubscriber<WatchActionsResponse> subscribe(RunIdentifier run, long demand) {
        return watch.execute(RunKey.of(run), ActionFilter.of(List.of()))
                .subscribe()
                .withSubscriber(AssertSubscriber.create(demand));
    }

    private static WatchActionsRequest request(RunIdentifier run) {
        return WatchActionsRequest.newBuilder().setRunId(run).build();
    }

    private static Map<String, ActionPhase> latest(AssertSubscriber<WatchActionsResponse> reader) {
        Map<String, ActionPhase> phases = new HashMap<>();
        for (WatchActionsResponse message : List.copyOf(reader.getItems())) {
            for (EnrichedAction action : message.getEnrichedActionsList()) {
                phases.put(
                        action.getAction().getId().getName(),
                        action.getAction().getStatus().getPhase());
            }
        }
        return phases;
    }

    private void update(RunIdentifier run, List<String> names, ActionPhase phase) {
        given.sql(
                """
                UPDATE actions SET phase = $5, change_seq = nextval('change_seq')
                 WHERE project = $1 AND domain = $2 AND run_name = $3 AND name = ANY ($4)""",
                Given.key(run).addArrayOfString(names.toArray(String[]::new)).addInteger(phase.getNumber()));
    }

    private void changed(RunIdentifier run, String name) {
        feed.changed(org.flyte.platform.model.RunKey.of(run), List.of(name));
    }
}
