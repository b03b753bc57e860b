package org.flyte.runs.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.ClusterIdentifier;
import org.flyte.idl.common.ProjectIdentifier;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.project.CreateProjectRequest;
import org.flyte.idl.project.Project;
import org.flyte.idl.project.ProjectServiceGrpc.ProjectServiceBlockingStub;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.idl.workflow.ClusterEvent;
import org.flyte.idl.workflow.Run;
import org.flyte.idl.workflow.WatchClusterEventsRequest;
import org.flyte.idl.workflow.WatchClusterEventsResponse;
import org.flyte.idl.workflow.WatchRunDetailsRequest;
import org.flyte.idl.workflow.WatchRunDetailsResponse;
import org.flyte.idl.workflow.WatchRunsRequest;
import org.flyte.idl.workflow.WatchRunsResponse;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.RunsServiceTestBase;
import org.flyte.runs.Writers;
import org.flyte.runs.action.OtherReplica;
import org.flyte.runs.query.Events;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(RealPostgres.class)
class OtherWatchesTest extends RunsServiceTestBase {
    @GrpcClient("self")
    ProjectServiceBlockingStub projects;

    @Inject
    OtherReplica replica;

    @Test
    void sendsNewAndChangedRunsOfTheWatchedProject() {
        String project = project("watched");
        RunIdentifier first = write.runIn(project);
        Iterator<WatchRunsResponse> stream = runs.watchRuns(WatchRunsRequest.newBuilder()
                .setProjectId(
                        ProjectIdentifier.newBuilder().setDomain("development").setName(project))
                .build());
        assertThat(runsUntil(first, stream)).containsOnly(first);

        write.run();
        RunIdentifier second = write.runIn(project);
        assertThat(runsUntil(second, stream)).isSubsetOf(first, second);

        replica.phase(Writers.root(first), ActionPhase.ACTION_PHASE_ABORTED);
        assertThat(runsUntil(first, ActionPhase.ACTION_PHASE_ABORTED, stream)).isSubsetOf(first, second);
    }

    @Test
    void sendsTheRunsOfTheWatchedClusterOnly() {
        String cluster = "cluster-" + System.nanoTime();
        ActionIdentifier before = Writers.root(write.run());
        write.events(onCluster(before, cluster));
        Iterator<WatchRunsResponse> stream = runs.watchRuns(WatchRunsRequest.newBuilder()
                .setClusterId(ClusterIdentifier.newBuilder().setName(cluster))
                .build());
        assertThat(runsUntil(before.getRun(), stream)).containsOnly(before.getRun());

        write.events(onCluster(Writers.root(write.run()), "other"));
        ActionIdentifier after = Writers.root(write.run());
        write.events(onCluster(after, cluster));
        assertThat(runsUntil(after.getRun(), stream)).isSubsetOf(before.getRun(), after.getRun());

        assertThatThrownBy(() -> runs.watchRuns(WatchRunsRequest.newBuilder()
                                .setClusterId(ClusterIdentifier.getDefaultInstance())
                                .build())
                        .next())
                .hasMessageContaining("INVALID_ARGUMENT")
                .hasMessageContaining("cluster_id.name");
    }

    private static ActionEvent onCluster(ActionIdentifier root, String cluster) {
        return Events.phase(root, 1, ActionPhase.ACTION_PHASE_RUNNING, 10).toBuilder()
                .setCluster(cluster)
                .build();
    }

    @Test
    void watchesARunWithItsSettingsUntilItHasEnded() {
        RunIdentifier run = write.run();
        Iterator<WatchRunDetailsResponse> stream = runs.watchRunDetails(
                WatchRunDetailsRequest.newBuilder().setRunId(run).build());
        assertThat(stream.next().getDetails().hasRunSpec()).isTrue();

        write.events(Events.phase(Writers.root(run), 1, ActionPhase.ACTION_PHASE_SUCCEEDED, 10));

        assertThat(stream.next().getDetails().getAction().getStatus().getPhase())
                .isEqualTo(ActionPhase.ACTION_PHASE_SUCCEEDED);
        assertThat(stream.hasNext()).isFalse();
    }

    @Test
    void sendsEachClusterEventOfTheAttemptOnce() {
        ActionIdentifier action = Writers.root(write.run());
        write.events(Events.cluster(action, 1, 1, "scheduled"));
        Iterator<WatchClusterEventsResponse> stream = runs.watchClusterEvents(WatchClusterEventsRequest.newBuilder()
                .setId(action)
                .setAttempt(1)
                .build());
        assertThat(messages(stream.next())).containsExactly("scheduled");

        write.events(Events.cluster(action, 2, 1, "of another attempt"));
        write.events(Events.cluster(action, 1, 2, "pulled"));
        assertThat(messages(stream.next())).containsExactly("pulled");

        write.events(Events.phase(action, 1, ActionPhase.ACTION_PHASE_SUCCEEDED, 10));
        assertThat(stream.hasNext()).isFalse();
    }

    @Test
    void refusesToWatchUnknownRunsAndActions() {
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
                                .setId(Writers.root(unknown))
                                .setAttempt(1)
                                .build())
                        .next())
                .hasMessageContaining("NOT_FOUND");
    }

    private static List<RunIdentifier> runsUntil(RunIdentifier expected, Iterator<WatchRunsResponse> stream) {
        return runsUntil(run -> run.getAction().getId().getRun().equals(expected), stream);
    }

    private static List<RunIdentifier> runsUntil(
            RunIdentifier expected, ActionPhase phase, Iterator<WatchRunsResponse> stream) {
        return runsUntil(
                run -> run.getAction().getId().getRun().equals(expected)
                        && run.getAction().getStatus().getPhase() == phase,
                stream);
    }

    /** A run may be sent again while a transaction older than its change is open. */
    private static List<RunIdentifier> runsUntil(Predicate<Run> expected, Iterator<WatchRunsResponse> stream) {
        List<RunIdentifier> seen = new ArrayList<>();
        boolean found = false;
        while (!found) {
            List<Run> sent = stream.next().getRunsList();
            sent.forEach(run -> seen.add(run.getAction().getId().getRun()));
            found = sent.stream().anyMatch(expected);
        }
        return seen;
    }

    private static List<String> messages(WatchClusterEventsResponse response) {
        return response.getClusterEventsList().stream()
                .map(ClusterEvent::getMessage)
                .toList();
    }

    /** A new project. */
    private String project(String prefix) {
        String id = prefix + System.nanoTime();
        projects.createProject(CreateProjectRequest.newBuilder()
                .setProject(Project.newBuilder().setId(id).setName(id))
                .build());
        return id;
    }
}
