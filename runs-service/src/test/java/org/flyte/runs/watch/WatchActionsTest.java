package org.flyte.runs.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.workflow.EnrichedAction;
import org.flyte.idl.workflow.WatchActionsRequest;
import org.flyte.idl.workflow.WatchActionsResponse;
import org.flyte.platform.model.RunKey;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.RunsServiceTestBase;
import org.flyte.runs.action.OtherReplica;
import org.flyte.runs.query.row.RunKind;
import org.flyte.runs.watch.rule.ActionFilter;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(RealPostgres.class)
class WatchActionsTest extends RunsServiceTestBase {
    @Inject
    WatchActions watch;

    @Inject
    OtherReplica replica;

    @Test
    void sendsTheWholeRunPageByPage() {
        RunIdentifier run = write.run();
        write.children(run, 2_500);

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
    void sendsTheLastPhaseOfEachActionAfterABurst() {
        RunIdentifier run = write.run();
        List<ActionIdentifier> children = write.children(run, 1_000);
        AssertSubscriber<WatchActionsResponse> reader = subscribe(run, Long.MAX_VALUE);
        await().until(() -> latest(reader).size() == 1_001);

        write.phases(children, ActionPhase.ACTION_PHASE_RUNNING);
        write.phases(children, ActionPhase.ACTION_PHASE_SUCCEEDED);

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(latest(reader).values())
                        .filteredOn(phase -> phase == ActionPhase.ACTION_PHASE_SUCCEEDED)
                        .hasSize(1_000));
        reader.cancel();
    }

    @Test
    void skipsIntermediateStatesForASlowReader() {
        RunIdentifier run = write.run();
        ActionIdentifier child = write.child(run, "c");
        AssertSubscriber<WatchActionsResponse> reader = subscribe(run, 1);
        await().until(() -> latest(reader).size() == 2);
        AssertSubscriber<WatchActionsResponse> fast = subscribe(run, Long.MAX_VALUE);

        for (int phase = 2; phase <= 5; phase++) {
            write.phase(child, ActionPhase.forNumber(phase));
        }
        await().until(() -> latest(fast).get("c") == ActionPhase.ACTION_PHASE_SUCCEEDED);
        reader.request(1);
        await().until(() -> latest(reader).get("c") == ActionPhase.ACTION_PHASE_SUCCEEDED);

        assertThat(reader.getItems()).hasSize(2);
        fast.cancel();
        reader.cancel();
    }

    @Test
    void sendsAChildTogetherWithAParentThatAppearsLater() {
        RunIdentifier run = write.run();
        write.child(run, "c");
        pool.query("UPDATE actions SET parent_action_name = 'p' WHERE run_name = '%s' AND name = 'c'"
                        .formatted(run.getName()))
                .executeAndAwait();
        AssertSubscriber<WatchActionsResponse> reader = subscribe(run, Long.MAX_VALUE);
        await().until(() -> latest(reader).containsKey("a0"));

        write.child(run, "p");

        await().until(() -> latest(reader).keySet().equals(Set.of("a0", "p", "c")));
        reader.cancel();
    }

    @Test
    void pollsForAllReadersOfARunChangesWithoutANotification() {
        RunIdentifier run = write.run();
        ActionIdentifier child = write.child(run, "c");
        List<AssertSubscriber<WatchActionsResponse>> readers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            readers.add(subscribe(run, Long.MAX_VALUE));
        }
        readers.forEach(reader -> await().until(() -> latest(reader).size() == 2));

        replica.phase(child, ActionPhase.ACTION_PHASE_FAILED);

        readers.forEach(reader -> await().atMost(Duration.ofSeconds(5))
                .until(() -> latest(reader).get("c") == ActionPhase.ACTION_PHASE_FAILED));
        readers.forEach(AssertSubscriber::cancel);
    }

    private Iterator<WatchActionsResponse> open(RunIdentifier run) {
        return runs.watchActions(request(run));
    }

    private AssertSubscriber<WatchActionsResponse> subscribe(RunIdentifier run, long demand) {
        return watch.execute(RunKey.of(run), ActionFilter.of(List.of()), RunKind.EXECUTED)
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
}
