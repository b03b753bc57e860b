package org.flyte.runs.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Timestamp;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.Filter;
import org.flyte.idl.common.ListRequest;
import org.flyte.idl.common.ProjectIdentifier;
import org.flyte.idl.common.Sort;
import org.flyte.idl.project.CreateProjectRequest;
import org.flyte.idl.project.Project;
import org.flyte.idl.project.ProjectServiceGrpc.ProjectServiceBlockingStub;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.idl.workflow.ErrorInfo;
import org.flyte.idl.workflow.TaskGroup;
import org.flyte.idl.workflow.WatchGroupsRequest;
import org.flyte.idl.workflow.WatchGroupsResponse;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.RunsServiceTestBase;
import org.flyte.runs.Writers;
import org.flyte.runs.query.Events;
import org.flyte.runs.run.Requests;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(RealPostgres.class)
class WatchGroupsTest extends RunsServiceTestBase {
    @GrpcClient("self")
    ProjectServiceBlockingStub projects;

    @Inject
    WatchGroups watch;

    private String project;

    @BeforeEach
    void createProject() {
        project = "groups" + System.nanoTime();
        projects.createProject(CreateProjectRequest.newBuilder()
                .setProject(Project.newBuilder().setId(project).setName(project))
                .build());
    }

    @Test
    void summarizesTheRunsOfEachTask() {
        ActionIdentifier failed = run("pkg.a");
        ActionIdentifier succeeded = run("pkg.a");
        run("pkg.b");
        write.events(failure(failed, ErrorInfo.Kind.KIND_SYSTEM));
        write.events(Events.phase(succeeded, 1, ActionPhase.ACTION_PHASE_RUNNING, 5));
        write.events(Events.phase(succeeded, 1, ActionPhase.ACTION_PHASE_SUCCEEDED, 10));

        List<TaskGroup> groups = closed(request());

        assertThat(groups).extracting(TaskGroup::getTaskName).containsExactly("pkg.b", "pkg.a");
        TaskGroup a = groups.get(1);
        assertThat(a.getTotalRuns()).isEqualTo(2);
        assertThat(a.getAverageFailureRate()).isEqualTo(0.5);
        assertThat(a.getPhaseCountsList())
                .extracting(TaskGroup.PhaseCounts::getPhase, TaskGroup.PhaseCounts::getCount)
                .containsExactly(
                        tuple(ActionPhase.ACTION_PHASE_SUCCEEDED, 1L), tuple(ActionPhase.ACTION_PHASE_FAILED, 1L));
        assertThat(a.getRecentStatusesList())
                .extracting(TaskGroup.RecentStatus::getRunName)
                .containsExactlyInAnyOrder(
                        succeeded.getRun().getName(), failed.getRun().getName());
        assertThat(a.getErrorCounts().getSystemError()).isEqualTo(1);
        assertThat(a.getErrorCounts().getUserError()).isZero();
        assertThat(a.hasLatestFinishedTime()).isTrue();
        assertThat(a.hasAverageTimeToRunning()).isTrue();
        assertThat(a.getShortName()).isEqualTo("main");
        assertThat(groups.get(0).hasLatestFinishedTime()).isFalse();
    }

    @Test
    void sendsTheGroupsOfNewAndChangedRunsOnly() {
        ActionIdentifier first = run("pkg.a");
        run("pkg.b");
        AssertSubscriber<WatchGroupsResponse> reader = open(request().build());
        await().until(() -> reader.getItems().size() == 1);
        assertThat(reader.getItems().getFirst().getSentinel()).isTrue();

        run("pkg.c");
        write.phase(first, ActionPhase.ACTION_PHASE_RUNNING);

        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(latest(reader))
                        .containsOnlyKeys("pkg.a", "pkg.b", "pkg.c")
                        .extractingByKey("pkg.a")
                        .extracting(group -> group.getRecentStatuses(0).getPhase())
                        .isEqualTo(ActionPhase.ACTION_PHASE_RUNNING));
        assertThat(reader.getItems().stream()
                        .flatMap(response -> response.getTaskGroupsList().stream())
                        .filter(group -> group.getTaskName().equals("pkg.b")))
                .hasSize(1);
        reader.cancel();
    }

    @Test
    void tellsOfAGroupWhoseLastRunLeftTheFilter() {
        ActionIdentifier run = run("pkg.a");
        AssertSubscriber<WatchGroupsResponse> reader = open(request()
                .setRequest(ListRequest.newBuilder()
                        .addFilters(Filter.newBuilder()
                                .setField("phase")
                                .setFunction(Filter.Function.VALUE_IN)
                                .addValues("QUEUED")))
                .build());
        await().until(() -> latest(reader).containsKey("pkg.a"));

        write.phase(run, ActionPhase.ACTION_PHASE_RUNNING);

        await().atMost(Duration.ofSeconds(15)).until(() -> latest(reader).isEmpty());
        reader.cancel();
    }

    @Test
    void countsRunsOfThePeriodInTheOrderThatIsAskedFor() {
        run("pkg.a");
        run("pkg.b");

        assertThat(closed(request()
                        .addKnownSortFields(
                                WatchGroupsRequest.KnownSortField.newBuilder().setCreatedAt(Sort.Direction.ASCENDING))))
                .extracting(TaskGroup::getTaskName)
                .containsExactly("pkg.a", "pkg.b");
        assertThat(closed(request().setRequest(ListRequest.newBuilder().setLimit(1))))
                .extracting(TaskGroup::getTaskName)
                .containsExactly("pkg.b");
        assertThat(closed(request().setStartDate(Timestamp.newBuilder().setSeconds(4_000_000_000L))))
                .isEmpty();
    }

    @Test
    void leavesOutTrackedRunsAndOtherProjects() {
        write.run();
        ActionIdentifier tracked = run("pkg.a");
        pool.query("UPDATE actions SET tracked = true WHERE run_name = '"
                        + tracked.getRun().getName() + "'")
                .executeAndAwait();

        assertThat(closed(request())).isEmpty();
    }

    @Test
    void refusesWhatItCannotDo() {
        assertRefused(request().setEndDate(Timestamp.newBuilder().setSeconds(-1)), "end_date");
        assertRefused(request().setRequest(ListRequest.newBuilder().setToken("t")), "request.token");
        assertRefused(request().setRequest(ListRequest.newBuilder().setLimit(-1)), "request.limit");
        assertRefused(
                request()
                        .setRequest(ListRequest.newBuilder()
                                .addSortByFields(Sort.newBuilder().setKey("created_at"))),
                "request.sort_by");
        assertRefused(
                request()
                        .setRequest(ListRequest.newBuilder()
                                .addFilters(
                                        Filter.newBuilder().setField("nonsense").addValues("1"))),
                "nonsense");
    }

    private void assertRefused(WatchGroupsRequest.Builder request, String field) {
        assertThatThrownBy(() -> runs.watchGroups(request.build()).next())
                .hasMessageContaining("INVALID_ARGUMENT")
                .hasMessageContaining(field);
    }

    private ActionIdentifier run(String task) {
        var request = Requests.named(Requests.runName()).toBuilder();
        request.getRunIdBuilder().setProject(project);
        request.getTaskSpecBuilder().getTaskTemplateBuilder().getIdBuilder().setName(task);
        return Writers.root(
                runs.createRun(request.build()).getRun().getAction().getId().getRun());
    }

    private static ActionEvent failure(ActionIdentifier id, ErrorInfo.Kind kind) {
        return Events.phase(id, 1, ActionPhase.ACTION_PHASE_FAILED, 10).toBuilder()
                .setErrorInfo(ErrorInfo.newBuilder().setMessage("boom").setKind(kind))
                .build();
    }

    private WatchGroupsRequest.Builder request() {
        return WatchGroupsRequest.newBuilder()
                .setProjectId(ProjectIdentifier.newBuilder().setName(project).setDomain("development"))
                .setStartDate(Timestamp.getDefaultInstance());
    }

    /** The groups of a period that ends after all runs of the tests. */
    private List<TaskGroup> closed(WatchGroupsRequest.Builder request) {
        List<TaskGroup> groups = new ArrayList<>();
        runs.watchGroups(request.setEndDate(Timestamp.newBuilder().setSeconds(5_000_000_000L))
                        .build())
                .forEachRemaining(response -> groups.addAll(response.getTaskGroupsList()));
        return groups;
    }

    private AssertSubscriber<WatchGroupsResponse> open(WatchGroupsRequest request) {
        return watch.execute(request).subscribe().withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
    }

    private static Map<String, TaskGroup> latest(AssertSubscriber<WatchGroupsResponse> reader) {
        Map<String, TaskGroup> groups = new HashMap<>();
        for (WatchGroupsResponse response : List.copyOf(reader.getItems())) {
            for (TaskGroup group : response.getTaskGroupsList()) {
                if (group.getShouldDelete()) {
                    groups.remove(group.getTaskName());
                } else {
                    groups.put(group.getTaskName(), group);
                }
            }
        }
        return groups;
    }
}
