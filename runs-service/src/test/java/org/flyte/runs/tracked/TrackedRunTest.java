package org.flyte.runs.tracked;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import com.google.rpc.Status;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.ListRequest;
import org.flyte.idl.common.OffloadedInputData;
import org.flyte.idl.common.ProjectIdentifier;
import org.flyte.idl.task.OutputReferences;
import org.flyte.idl.task.RunSpec;
import org.flyte.idl.task.TraceSpec;
import org.flyte.idl.workflow.AbortRunRequest;
import org.flyte.idl.workflow.Action;
import org.flyte.idl.workflow.ActionDetails;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.idl.workflow.ActionStatus;
import org.flyte.idl.workflow.CreateTrackedRunRequest;
import org.flyte.idl.workflow.GetActionDataURIsRequest;
import org.flyte.idl.workflow.GetActionDetailsRequest;
import org.flyte.idl.workflow.GetRunDetailsRequest;
import org.flyte.idl.workflow.ListActionsRequest;
import org.flyte.idl.workflow.ListRunsRequest;
import org.flyte.idl.workflow.ReportTrackedActionsRequest;
import org.flyte.idl.workflow.Run;
import org.flyte.idl.workflow.RunSource;
import org.flyte.idl.workflow.TaskAction;
import org.flyte.idl.workflow.TraceAction;
import org.flyte.idl.workflow.TrackedActionUpdate;
import org.flyte.idl.workflow.TrackedRunServiceGrpc.TrackedRunServiceBlockingStub;
import org.flyte.idl.workflow.WatchActionsRequest;
import org.flyte.idl.workflow.WatchActionsResponse;
import org.flyte.idl.workflow.WatchRunDetailsRequest;
import org.flyte.idl.workflow.WatchRunDetailsResponse;
import org.flyte.idl.workflow.WatchRunsRequest;
import org.flyte.idl.workflow.WatchRunsResponse;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.RunsServiceTestBase;
import org.flyte.runs.run.Requests;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(RealPostgres.class)
class TrackedRunTest extends RunsServiceTestBase {
    private static final int FAILED_PRECONDITION = 9;
    private static final int ABORTED = 10;
    private static final int INVALID_ARGUMENT = 3;

    @GrpcClient("self")
    TrackedRunServiceBlockingStub tracked;

    @Inject
    ObjectStore store;

    private final String local =
            "local-" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);

    @BeforeEach
    void connect() {
        tracked = tracked.withDeadlineAfter(TIMEOUT);
    }

    @Test
    void recordsARunThatIsNeverStarted() {
        Run run = create();

        assertThat(run.getAction().getId()).isEqualTo(Requests.action(local, "a0"));
        assertThat(run.getAction().getMetadata().getSource()).isEqualTo(RunSource.RUN_SOURCE_TRACKED);
        assertThat(run.getAction().getStatus().getStartTime()).isEqualTo(at(1_000));
        assertThat(run.getLabelsMap()).containsEntry("team", "a");
        assertThat(create()).as("the same request").isEqualTo(run);
        assertThat(selectOne("SELECT count(*) FROM intents WHERE run_name = '%s'".formatted(local)))
                .isEqualTo(0L);
    }

    @Test
    void choosesANameThatIsNotReserved() {
        String name = tracked.createRun(request().toBuilder()
                        .setProjectId(ProjectIdentifier.newBuilder()
                                .setName(Requests.PROJECT)
                                .setDomain(Requests.DOMAIN))
                        .build())
                .getRun()
                .getAction()
                .getId()
                .getRun()
                .getName();

        assertThat(name).startsWith("local-").hasSizeLessThanOrEqualTo(30);
    }

    @Test
    void refusesTakenAndReservedNames() {
        create();
        write.run(run);
        CreateTrackedRunRequest other =
                request().toBuilder().setTaskSpec(Requests.spec("pkg.other")).build();

        assertThatThrownBy(() -> tracked.createRun(other)).hasMessageContaining("ALREADY_EXISTS: run_id.name");
        assertThatThrownBy(() -> tracked.createRun(
                        request().toBuilder().setRunId(Requests.run("run1")).build()))
                .hasMessageContaining("INVALID_ARGUMENT: run_id.name: names of tracked runs must not begin with");
        assertThatThrownBy(() -> runs.createRun(Requests.named(local))).hasMessageContaining("ALREADY_EXISTS");
    }

    @Test
    void recordsAnActionWithItsFirstReport() {
        create();

        List<Status> statuses = report(
                update("a0", ActionPhase.ACTION_PHASE_RUNNING, 0).build(),
                update("child", ActionPhase.ACTION_PHASE_RUNNING, 0)
                        .setParentName("a0")
                        .setGroup("fan-out")
                        .setTask(TaskAction.newBuilder().setSpec(Requests.spec("pkg.work")))
                        .setStatus(ActionStatus.newBuilder().setStartTime(at(1_010)))
                        .build(),
                outputs(update("child", ActionPhase.ACTION_PHASE_SUCCEEDED, 1), uploads("child/1/outputs.pb"))
                        .setStatus(ActionStatus.newBuilder().setEndTime(at(1_015)))
                        .build());

        assertThat(statuses).hasSize(3).allMatch(status -> status.getCode() == 0);
        ActionDetails child = details("child");
        assertThat(child.getMetadata().getParent()).isEqualTo("a0");
        assertThat(child.getMetadata().getGroup()).isEqualTo("fan-out");
        assertThat(child.getMetadata().getTask().getId().getName()).isEqualTo("pkg.work");
        assertThat(child.getTask()).isEqualTo(Requests.spec("pkg.work"));
        assertThat(child.getStatus().getPhase()).isEqualTo(ActionPhase.ACTION_PHASE_SUCCEEDED);
        assertThat(child.getStatus().getStartTime()).isEqualTo(at(1_010));
        assertThat(child.getStatus().getEndTime()).isEqualTo(at(1_015));
        assertThat(child.getAttemptsList())
                .singleElement()
                .satisfies(attempt ->
                        assertThat(attempt.getOutputs().getOutputUri()).isEqualTo(uploads("child/1/outputs.pb")));
        var uris = runs.getActionDataURIs(GetActionDataURIsRequest.newBuilder()
                .setActionId(Requests.action(local, "child"))
                .build());
        assertThat(uris.getInputsUri()).isEqualTo(uploads("child/inputs.pb"));
        assertThat(uris.getOutputsUri()).isEqualTo(uploads("child/1/outputs.pb"));
        assertThat(details("a0").getStatus().getPhase()).isEqualTo(ActionPhase.ACTION_PHASE_RUNNING);
    }

    @Test
    void keepsTheFileOfATracesOutputs() {
        create();
        report(outputs(
                        update("step", ActionPhase.ACTION_PHASE_SUCCEEDED, 0)
                                .setParentName("a0")
                                .setTrace(TraceAction.newBuilder()
                                        .setName("fetch")
                                        .setSpec(TraceSpec.getDefaultInstance())),
                        uploads("step/1/outputs.pb"))
                .build());

        assertThat(details("step").getMetadata().getTrace().getName()).isEqualTo("fetch");
        assertThat(runs.getActionDataURIs(GetActionDataURIsRequest.newBuilder()
                                .setActionId(Requests.action(local, "step"))
                                .build())
                        .getOutputsUri())
                .isEqualTo(uploads("step/1/outputs.pb"));
    }

    @Test
    void takesAReportAnyNumberOfTimes() {
        create();
        TrackedActionUpdate running =
                update("a0", ActionPhase.ACTION_PHASE_RUNNING, 0).build();
        TrackedActionUpdate ended =
                update("a0", ActionPhase.ACTION_PHASE_SUCCEEDED, 1).build();
        report(running, ended);

        assertThat(report(running, ended)).allMatch(status -> status.getCode() == 0);
        assertThat(selectOne("SELECT count(*) FROM action_events WHERE run_name = '%s'".formatted(local)))
                .isEqualTo(2L);
        assertThat(report(update("a0", ActionPhase.ACTION_PHASE_FAILED, 2).build()))
                .singleElement()
                .extracting(Status::getCode)
                .isEqualTo(FAILED_PRECONDITION);
    }

    @Test
    void refusesSingleReports() {
        create();

        List<Status> statuses = report(
                update("a0", ActionPhase.ACTION_PHASE_RUNNING, 0).build(),
                update("a0", ActionPhase.ACTION_PHASE_UNSPECIFIED, 1).build(),
                TrackedActionUpdate.newBuilder()
                        .setEvent(event("a0", ActionPhase.ACTION_PHASE_RUNNING, 2)
                                .setId(Requests.action("local-other", "a0")))
                        .build(),
                update("x".repeat(31), ActionPhase.ACTION_PHASE_RUNNING, 0).build());

        assertThat(statuses)
                .extracting(Status::getCode)
                .containsExactly(0, INVALID_ARGUMENT, INVALID_ARGUMENT, INVALID_ARGUMENT);
        assertThat(statuses.get(2).getMessage()).startsWith("event.id.run must be");
        assertThat(details("a0").getStatus().getPhase()).isEqualTo(ActionPhase.ACTION_PHASE_RUNNING);
    }

    @Test
    void refusesReportsAfterAnAbort() {
        create();
        report(
                update("done", ActionPhase.ACTION_PHASE_SUCCEEDED, 0).build(),
                update("live", ActionPhase.ACTION_PHASE_RUNNING, 0).build());

        tracked.abortRun(AbortRunRequest.newBuilder()
                .setRunId(Requests.run(local))
                .setReason("budget")
                .build());

        assertThat(details("a0").getAbortInfo().getReason()).isEqualTo("budget");
        assertThat(details("live").getStatus().getPhase()).isEqualTo(ActionPhase.ACTION_PHASE_ABORTED);
        assertThat(details("done").getStatus().getPhase()).isEqualTo(ActionPhase.ACTION_PHASE_SUCCEEDED);
        assertThat(report(
                        update("live", ActionPhase.ACTION_PHASE_SUCCEEDED, 1).build(),
                        update("new", ActionPhase.ACTION_PHASE_RUNNING, 0).build(),
                        update("live", ActionPhase.ACTION_PHASE_RUNNING, 0).build()))
                .extracting(Status::getCode)
                .containsExactly(ABORTED, ABORTED, 0);
        assertThat(selectOne("SELECT count(*) FROM intents WHERE run_name = '%s'".formatted(local)))
                .isEqualTo(0L);
        tracked.abortRun(
                AbortRunRequest.newBuilder().setRunId(Requests.run(local)).build());
        assertThat(details("a0").getAbortInfo().getReason()).isEqualTo("budget");
    }

    @Test
    void showsEachRunByItsOwnService() {
        create();
        write.run(run);

        assertThat(names(tracked.listRuns(list()).getRunsList()))
                .contains(local)
                .doesNotContain(run);
        assertThat(names(runs.listRuns(list()).getRunsList())).contains(run).doesNotContain(local);
        assertThat(tracked.listActions(actionsOf(local)).getActionsList())
                .extracting(Action::getId)
                .containsExactly(Requests.action(local, "a0"));
        assertThat(tracked.listActions(actionsOf(run)).getActionsList()).isEmpty();
        assertThat(runs.listActions(actionsOf(local)).getActionsList()).isEmpty();
        GetRunDetailsRequest detailsOfLocal =
                GetRunDetailsRequest.newBuilder().setRunId(Requests.run(local)).build();
        assertThat(tracked.getRunDetails(detailsOfLocal)
                        .getDetails()
                        .getAction()
                        .getId())
                .isEqualTo(Requests.action(local, "a0"));
        assertThatThrownBy(() -> runs.getRunDetails(detailsOfLocal)).hasMessageContaining("NOT_FOUND");
        assertThatThrownBy(() -> runs.getActionDetails(GetActionDetailsRequest.newBuilder()
                        .setActionId(Requests.action(local, "a0"))
                        .build()))
                .hasMessageContaining("NOT_FOUND");
        assertThatThrownBy(() -> tracked.getRunDetails(GetRunDetailsRequest.newBuilder()
                        .setRunId(Requests.run(run))
                        .build()))
                .hasMessageContaining("NOT_FOUND");
        assertThatThrownBy(() -> tracked.abortRun(
                        AbortRunRequest.newBuilder().setRunId(Requests.run(run)).build()))
                .hasMessageContaining("NOT_FOUND");
        assertThat(write.record(Requests.child(local, "c", "a0")).getCode())
                .as("a child from a pod")
                .isEqualTo(5);
    }

    @Test
    void refusesTheTokenOfTheOtherList() {
        create();
        write.run();
        write.run(run);
        String token = runs.listRuns(list(1)).getToken();

        assertThatThrownBy(() -> tracked.listRuns(list().toBuilder()
                        .setRequest(ListRequest.newBuilder().setToken(token))
                        .build()))
                .hasMessageContaining("INVALID_ARGUMENT");
    }

    @Test
    void streamsTrackedRunsOnly() {
        create();
        write.run(run);
        Iterator<WatchRunsResponse> all = tracked.watchRuns(watchProject());
        Iterator<WatchRunsResponse> executed = runs.watchRuns(watchProject());
        Iterator<WatchRunDetailsResponse> one = tracked.watchRunDetails(WatchRunDetailsRequest.newBuilder()
                .setRunId(Requests.run(local))
                .build());
        Iterator<WatchActionsResponse> tree = tracked.watchActions(
                WatchActionsRequest.newBuilder().setRunId(Requests.run(local)).build());
        assertThat(names(all.next().getRunsList())).contains(local).doesNotContain(run);
        assertThat(names(executed.next().getRunsList())).contains(run).doesNotContain(local);
        assertThat(one.next().getDetails().getAction().getStatus().getPhase())
                .isEqualTo(ActionPhase.ACTION_PHASE_QUEUED);
        assertThat(tree.next().getEnrichedActionsCount()).isOne();

        report(update("a0", ActionPhase.ACTION_PHASE_SUCCEEDED, 0).build());
        String next = Requests.runName();
        write.run(next);

        assertThat(namesUntil(local, all)).doesNotContain(run, next);
        assertThat(namesUntil(next, executed)).doesNotContain(local);
        assertThat(one.next().getDetails().getAction().getStatus().getPhase())
                .isEqualTo(ActionPhase.ACTION_PHASE_SUCCEEDED);
        assertThat(one.hasNext()).isFalse();
        assertThatThrownBy(() -> runs.watchActions(WatchActionsRequest.newBuilder()
                                .setRunId(Requests.run(local))
                                .build())
                        .next())
                .hasMessageContaining("NOT_FOUND");
    }

    /** Runs of other tests of the project may come first: a change is sent again while a transaction older than it is open. */
    private static List<String> namesUntil(String expected, Iterator<WatchRunsResponse> stream) {
        List<String> seen = new ArrayList<>();
        while (!seen.contains(expected)) {
            seen.addAll(names(stream.next().getRunsList()));
        }
        return seen;
    }

    private Run create() {
        return tracked.createRun(request()).getRun();
    }

    private CreateTrackedRunRequest request() {
        return CreateTrackedRunRequest.newBuilder()
                .setRunId(Requests.run(local))
                .setTaskSpec(Requests.spec("pkg.main"))
                .setOffloadedInputData(OffloadedInputData.newBuilder().setUri(uploads("a0/inputs.pb")))
                .setRunSpec(RunSpec.getDefaultInstance())
                .putLabels("team", "a")
                .setRunStartTime(at(1_000))
                .build();
    }

    private String uploads(String path) {
        return store.base() + "/uploads/flytesnacks/development/tracked-runs/" + local + "/" + path;
    }

    private List<Status> report(TrackedActionUpdate... updates) {
        return tracked.reportActions(ReportTrackedActionsRequest.newBuilder()
                        .setRunId(Requests.run(local))
                        .addAllUpdates(Arrays.asList(updates))
                        .build())
                .getStatusesList();
    }

    private ActionDetails details(String action) {
        return tracked.getActionDetails(GetActionDetailsRequest.newBuilder()
                        .setActionId(Requests.action(local, action))
                        .build())
                .getDetails();
    }

    private TrackedActionUpdate.Builder update(String action, ActionPhase phase, int version) {
        return TrackedActionUpdate.newBuilder().setEvent(event(action, phase, version));
    }

    private ActionEvent.Builder event(String action, ActionPhase phase, int version) {
        ActionIdentifier id = Requests.action(local, action);
        return ActionEvent.newBuilder()
                .setId(id)
                .setAttempt(1)
                .setPhase(phase)
                .setVersion(version)
                .setUpdatedTime(at(1_001 + version))
                .setReportedTime(at(1_001 + version));
    }

    private static TrackedActionUpdate.Builder outputs(TrackedActionUpdate.Builder update, String uri) {
        update.getEventBuilder().setOutputs(OutputReferences.newBuilder().setOutputUri(uri));
        return update;
    }

    private static Timestamp at(long seconds) {
        return Timestamp.newBuilder().setSeconds(1_700_000_000L + seconds).build();
    }

    private static ListRunsRequest list() {
        return list(200);
    }

    private static ListRunsRequest list(int limit) {
        return ListRunsRequest.newBuilder()
                .setRequest(ListRequest.newBuilder().setLimit(limit))
                .setProjectId(
                        ProjectIdentifier.newBuilder().setName(Requests.PROJECT).setDomain(Requests.DOMAIN))
                .build();
    }

    private static ListActionsRequest actionsOf(String run) {
        return ListActionsRequest.newBuilder().setRunId(Requests.run(run)).build();
    }

    private static WatchRunsRequest watchProject() {
        return WatchRunsRequest.newBuilder()
                .setProjectId(
                        ProjectIdentifier.newBuilder().setName(Requests.PROJECT).setDomain(Requests.DOMAIN))
                .build();
    }

    private static List<String> names(List<Run> runs) {
        return runs.stream()
                .map(run -> run.getAction().getId().getRun().getName())
                .toList();
    }
}
