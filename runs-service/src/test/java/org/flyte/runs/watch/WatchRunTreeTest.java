package org.flyte.runs.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.ProjectIdentifier;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.console.ActionColumns;
import org.flyte.idl.console.ConsoleFeature;
import org.flyte.idl.console.ConsoleServiceGrpc.ConsoleServiceBlockingStub;
import org.flyte.idl.console.GetConsoleInfoRequest;
import org.flyte.idl.console.GetConsoleInfoResponse;
import org.flyte.idl.console.GetRunTreeRequest;
import org.flyte.idl.console.WatchRunTreeResponse;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.RunKey;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.RunsServiceTestBase;
import org.flyte.runs.query.row.RunKind;
import org.junit.jupiter.api.Test;

/** What flyte.console.v1 answers about runs. */
@QuarkusTest
@WithTestResource(RealPostgres.class)
class WatchRunTreeTest extends RunsServiceTestBase {
    private static final int CHILDREN = 2_500;

    @Inject
    WatchRunTree watch;

    @GrpcClient("self")
    ConsoleServiceBlockingStub console;

    @Test
    void marksTheEndOfTheSnapshotAfterEveryActionOfIt() {
        RunIdentifier run = write.run();
        write.children(run, CHILDREN);

        AssertSubscriber<WatchRunTreeResponse> first = subscribe(run, RunKind.EXECUTED, Long.MAX_VALUE);
        AssertSubscriber<WatchRunTreeResponse> second = subscribe(run, RunKind.EXECUTED, Long.MAX_VALUE);

        for (AssertSubscriber<WatchRunTreeResponse> reader : List.of(first, second)) {
            await().until(() -> isMarked(reader));
            assertThat(beforeMark(reader)).hasSize(CHILDREN + 1);
            reader.cancel();
        }
    }

    @Test
    void holdsTheMarkBackUntilASlowReaderHasTheSnapshot() {
        RunIdentifier run = write.run();
        write.children(run, CHILDREN);
        AssertSubscriber<WatchRunTreeResponse> reader = subscribe(run, RunKind.EXECUTED, 0);

        while (!isMarked(reader)) {
            int before = reader.getItems().size();
            reader.request(1);
            await().until(() -> reader.getItems().size() > before);
        }

        assertThat(beforeMark(reader)).hasSize(CHILDREN + 1);
        reader.cancel();
    }

    @Test
    void sendsChangesAfterTheMarkAndMarksOnce() {
        RunIdentifier run = write.run();
        ActionIdentifier child = write.child(run, "c");
        AssertSubscriber<WatchRunTreeResponse> reader = subscribe(run, RunKind.EXECUTED, Long.MAX_VALUE);
        await().until(() -> isMarked(reader));

        write.phase(child, ActionPhase.ACTION_PHASE_FAILED);
        write.child(run, "d");

        await().until(() -> latest(reader).getOrDefault("c", 0) == ActionPhase.ACTION_PHASE_FAILED_VALUE
                && latest(reader).containsKey("d"));
        assertThat(reader.getItems())
                .filteredOn(WatchRunTreeResponse::getSnapshotEnd)
                .hasSize(1);
        reader.cancel();
    }

    @Test
    void answersTheWholeTreeWithEachActionOnce() {
        RunIdentifier run = write.run();
        write.children(run, CHILDREN);

        ActionColumns columns = console.getRunTree(
                        GetRunTreeRequest.newBuilder().setRunId(run).build())
                .getActions();

        assertThat(columns.getNamesList()).doesNotHaveDuplicates().hasSize(CHILDREN + 1);
        assertThat(columns.getNames(0)).isEqualTo("a0");
        assertThat(columns.getTexts(columns.getParents(0))).isEmpty();
        assertThat(columns.getParentsList().subList(1, CHILDREN + 1))
                .allSatisfy(parent -> assertThat(columns.getTexts(parent)).isEqualTo("a0"));
        assertThat(List.of(
                        columns.getParentsCount(),
                        columns.getGroupsCount(),
                        columns.getLabelsCount(),
                        columns.getTypesCount(),
                        columns.getPhasesCount(),
                        columns.getAttemptsCount(),
                        columns.getCacheStatusesCount(),
                        columns.getStartedAtMsCount(),
                        columns.getEndedAtMsCount()))
                .containsOnly(CHILDREN + 1);
        assertThat(columns.getEndedAtMs(0)).isNaN();
    }

    @Test
    void refusesARunThatDoesNotExistOrIsOfTheOtherKind() {
        RunIdentifier absent = write.run().toBuilder().setName("absent").build();
        RunIdentifier executed = write.run();

        AssertSubscriber<WatchRunTreeResponse> unknown = subscribe(absent, RunKind.EXECUTED, Long.MAX_VALUE);
        AssertSubscriber<WatchRunTreeResponse> other = subscribe(executed, RunKind.TRACKED, Long.MAX_VALUE);

        unknown.awaitFailure(failure -> assertThat(failure).isInstanceOf(NotFound.class));
        other.awaitFailure(failure -> assertThat(failure).isInstanceOf(NotFound.class));
        assertThatThrownBy(() -> console.getRunTree(
                        GetRunTreeRequest.newBuilder().setRunId(absent).build()))
                .hasMessageContaining("NOT_FOUND");
    }

    @Test
    void namesItsFeaturesAndTheRoleOfTheCaller() {
        GetConsoleInfoResponse info = console.getConsoleInfo(GetConsoleInfoRequest.newBuilder()
                .setProjectId(ProjectIdentifier.newBuilder().setName("p").setDomain("development"))
                .build());

        assertThat(info.getFeaturesList()).contains(ConsoleFeature.CONSOLE_FEATURE_RUN_TREE);
        assertThat(info.getVersion()).isNotEmpty();
        assertThat(info.getRole()).isEqualTo("admin");
    }

    private AssertSubscriber<WatchRunTreeResponse> subscribe(RunIdentifier run, RunKind kind, long demand) {
        return watch.execute(RunKey.of(run), kind).subscribe().withSubscriber(AssertSubscriber.create(demand));
    }

    private static boolean isMarked(AssertSubscriber<WatchRunTreeResponse> reader) {
        return List.copyOf(reader.getItems()).stream().anyMatch(WatchRunTreeResponse::getSnapshotEnd);
    }

    private static Set<String> beforeMark(AssertSubscriber<WatchRunTreeResponse> reader) {
        Set<String> names = new TreeSet<>();
        for (WatchRunTreeResponse message : List.copyOf(reader.getItems())) {
            if (message.getSnapshotEnd()) {
                break;
            }
            names.addAll(message.getActions().getNamesList());
        }
        return names;
    }

    private static Map<String, Integer> latest(AssertSubscriber<WatchRunTreeResponse> reader) {
        Map<String, Integer> phases = new HashMap<>();
        for (WatchRunTreeResponse message : List.copyOf(reader.getItems())) {
            ActionColumns columns = message.getActions();
            for (int i = 0; i < columns.getNamesCount(); i++) {
                phases.put(columns.getNames(i), columns.getPhases(i));
            }
        }
        return phases;
    }
}
