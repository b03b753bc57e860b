package org.flyte.runs.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.ProjectIdentifier;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.idl.workflow.ClusterEvent;
import org.flyte.idl.workflow.Run;
import org.flyte.idl.workflow.RunServiceGrpc.RunServiceBlockingStub;
import org.flyte.idl.workflow.WatchClusterEventsRequest;
import org.flyte.idl.workflow.WatchClusterEventsResponse;
import org.flyte.idl.workflow.WatchRunDetailsRequest;
import org.flyte.idl.workflow.WatchRunDetailsResponse;
import org.flyte.idl.workflow.WatchRunsRequest;
import org.flyte.idl.workflow.WatchRunsResponse;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.change.ChangeNotifier;
import org.flyte.runs.query.Given;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(RealPostgres.class)
class OtherWatchesTest {
    @GrpcClient("self")
    RunServiceBlockingStub runs;

    @Inject
    Pool pool;

    @Inject
    ChangeNotifier feed;

    Given given;

    @BeforeEach
    void connect() {
        given = new Given(pool);
        runs = runs.withDeadlineAfter(Duration.ofSeconds(20));
    }

    @Test
    void aNewRunIsSeenAtOnceByThoseWhoWatchItsProject() {
        String project = "watched" + System.nanoTime();
        RunIdentifier first = given.run(project);
        Iterator<WatchRunsResponse> stream = runs.watchRuns(WatchRunsRequest.newBuilder()
                .setProjectId(
                        ProjectIdentifier.newBuilder().setDomain("development").setName(project))
                .build());
        assertThat(nextRun(stream)).isEqualTo(first.getName());

        given.run("elsewhere");
        RunIdentifier second = given.run(project);
        changed(Given.root(second));
        assertThat(nextRun(stream)).isEqualTo(second.getName());

        given.phase(Given.root(first), ActionPhase.ACTION_PHASE_ABORTED); // no hint: the poll finds it
        assertThat(nextRun(stream)).isEqualTo(first.getName());
    }

    @Test
    void aRunIsWatchedWithItsSettingsUntilItHasEnded() {
        RunIdentifier run = given.run();
        Iterator<WatchRunDetailsResponse> stream = runs.watchRunDetails(
                WatchRunDetailsRequest.newBuilder().setRunId(run).build());
        assertThat(stream.next().getDetails().hasRunSpec()).isTrue();

        given.event(Given.root(run), 1, ActionPhase.ACTION_PHASE_SUCCEEDED, 10);
        given.phase(Given.root(run), ActionPhase.ACTION_PHASE_SUCCEEDED);
        changed(Given.root(run));

        assertThat(stream.next().getDetails().getAction().getStatus().getPhase())
                .isEqualTo(ActionPhase.ACTION_PHASE_SUCCEEDED);
        assertThat(stream.hasNext()).isFalse();
    }

    @Test
    void eachClusterEventOfTheAttemptIsToldOnce() {
        ActionIdentifier action = Given.root(given.run());
        clusterEvent(action, 1, 1, "scheduled");
        Iterator<WatchClusterEventsResponse> stream = runs.watchClusterEvents(WatchClusterEventsRequest.newBuilder()
                .setId(action)
                .setAttempt(1)
                .build());
        assertThat(messages(stream.next())).containsExactly("scheduled");

        clusterEvent(action, 2, 1, "of another attempt");
        clusterEvent(action, 1, 2, "pulled");
        changed(action);
        assertThat(messages(stream.next())).containsExactly("pulled");

        given.event(action, 1, ActionPhase.ACTION_PHASE_SUCCEEDED, 10);
        changed(action);
        assertThat(stream.hasNext()).isFalse();
    }

    @Test
    void whatDoesNotExistCannotBeWatched() {
        RunIdentifier unknown = RunIdentifier.newBuilder()
                .setProject("p")
                .setDomain("d")
                .setName("n")
                .build();
        assertThatThrownBy(() -> runs.watchRunDetails(WatchRunDetailsRequest.newBuilder()
                                .setRunId(unknown)
                                .build())
                        .next())
                .hasMessageContaining("NOT_FOUND");
        assertThatThrownBy(() -> runs.watchClusterEvents(WatchClusterEventsRequest.newBuilder()
                                .setId(Given.root(unknown))
                                .setAttempt(1)
                                .build())
                        .next())
                .hasMessageContaining("NOT_FOUND");
    }

    private static String nextRun(Iterator<WatchRunsResponse> stream) {
        List<Run> told;
        do {
            told = stream.next().getRunsList();
        } while (told.isEmpty());
        assertThat(told).hasSize(1);
        return told.getFirst().getAction().getId().getRun().getName();
    }

    private static List<String> messages(WatchClusterEventsResponse response) {
        return response.getClusterEventsList().stream()
                .map(ClusterEvent::getMessage)
                .toList();
    }

    private void clusterEvent(ActionIdentifier action, int attempt, int version, String message) {
        given.event(
                ActionEvent.newBuilder()
                        .setId(action)
                        .setAttempt(attempt)
                        .setPhase(ActionPhase.ACTION_PHASE_RUNNING)
                        .addClusterEvents(ClusterEvent.newBuilder().setMessage(message))
                        .build(),
                version);
    }

    private void changed(ActionIdentifier id) {
        RunIdentifier run = id.getRun();
        feed.changed(org.flyte.platform.model.RunKey.of(run), List.of(id.getName()));
    }
}
