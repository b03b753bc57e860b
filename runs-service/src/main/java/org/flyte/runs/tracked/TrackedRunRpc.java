package org.flyte.runs.tracked;

import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.flyte.idl.workflow.AbortRunRequest;
import org.flyte.idl.workflow.AbortRunResponse;
import org.flyte.idl.workflow.CreateRunResponse;
import org.flyte.idl.workflow.CreateTrackedRunRequest;
import org.flyte.idl.workflow.GetActionDetailsRequest;
import org.flyte.idl.workflow.GetActionDetailsResponse;
import org.flyte.idl.workflow.GetRunDetailsRequest;
import org.flyte.idl.workflow.GetRunDetailsResponse;
import org.flyte.idl.workflow.ListActionsRequest;
import org.flyte.idl.workflow.ListActionsResponse;
import org.flyte.idl.workflow.ListRunsRequest;
import org.flyte.idl.workflow.ListRunsResponse;
import org.flyte.idl.workflow.MutinyTrackedRunServiceGrpc.TrackedRunServiceImplBase;
import org.flyte.idl.workflow.ReportTrackedActionsRequest;
import org.flyte.idl.workflow.ReportTrackedActionsResponse;
import org.flyte.idl.workflow.WatchActionDetailsRequest;
import org.flyte.idl.workflow.WatchActionDetailsResponse;
import org.flyte.idl.workflow.WatchActionsRequest;
import org.flyte.idl.workflow.WatchActionsResponse;
import org.flyte.idl.workflow.WatchRunDetailsRequest;
import org.flyte.idl.workflow.WatchRunDetailsResponse;
import org.flyte.idl.workflow.WatchRunsRequest;
import org.flyte.idl.workflow.WatchRunsResponse;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.RequestFields;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.list.ListActions;
import org.flyte.runs.list.ListRuns;
import org.flyte.runs.list.RunSelection;
import org.flyte.runs.list.rule.ActionColumns;
import org.flyte.runs.list.rule.ListQuery;
import org.flyte.runs.query.GetActionDetails;
import org.flyte.runs.query.GetRunDetails;
import org.flyte.runs.query.row.RunKind;
import org.flyte.runs.query.rule.ActionProjection;
import org.flyte.runs.watch.WatchActionDetails;
import org.flyte.runs.watch.WatchActions;
import org.flyte.runs.watch.WatchRunDetails;
import org.flyte.runs.watch.WatchRuns;
import org.flyte.runs.watch.rule.ActionFilter;

/** flyteidl2.workflow.TrackedRunService. It shows tracked runs only, and RunService all others. */
@GrpcService
public class TrackedRunRpc extends TrackedRunServiceImplBase {
    private static final int MAX_UPDATES = 5_000;

    private final CreateTrackedRun createRun;
    private final ReportTrackedActions reportActions;
    private final AbortTrackedRun abortRun;
    private final GetRunDetails getRunDetails;
    private final GetActionDetails getActionDetails;
    private final ListRuns listRuns;
    private final ListActions listActions;
    private final WatchRunDetails watchRunDetails;
    private final WatchActionDetails watchActionDetails;
    private final WatchRuns watchRuns;
    private final WatchActions watchActions;
    private final RandomGenerator random = new SecureRandom();

    TrackedRunRpc(
            CreateTrackedRun createRun,
            ReportTrackedActions reportActions,
            AbortTrackedRun abortRun,
            GetRunDetails getRunDetails,
            GetActionDetails getActionDetails,
            ListRuns listRuns,
            ListActions listActions,
            WatchRunDetails watchRunDetails,
            WatchActionDetails watchActionDetails,
            WatchRuns watchRuns,
            WatchActions watchActions) {
        this.createRun = createRun;
        this.reportActions = reportActions;
        this.abortRun = abortRun;
        this.getRunDetails = getRunDetails;
        this.getActionDetails = getActionDetails;
        this.listRuns = listRuns;
        this.listActions = listActions;
        this.watchRunDetails = watchRunDetails;
        this.watchActionDetails = watchActionDetails;
        this.watchRuns = watchRuns;
        this.watchActions = watchActions;
    }

    @Override
    public Uni<CreateRunResponse> createRun(CreateTrackedRunRequest request) {
        return createRun
                .execute(NewTrackedRun.of(request, random))
                .map(row -> CreateRunResponse.newBuilder()
                        .setRun(new ActionProjection(row).run())
                        .build());
    }

    @Override
    public Uni<ReportTrackedActionsResponse> reportActions(ReportTrackedActionsRequest request) {
        RunKey run = RequestFields.run("run_id", request.getRunId());
        RequestFields.required("updates", request.getUpdatesCount() > 0);
        if (request.getUpdatesCount() > MAX_UPDATES) {
            throw new InvalidArgument(
                    "updates has %d entries, at most %d are taken at once; send them in several calls",
                    request.getUpdatesCount(), MAX_UPDATES);
        }
        return reportActions
                .execute(run, request.getUpdatesList())
                .map(statuses -> ReportTrackedActionsResponse.newBuilder()
                        .addAllStatuses(statuses)
                        .build());
    }

    @Override
    public Uni<AbortRunResponse> abortRun(AbortRunRequest request) {
        return abortRun.execute(
                        RequestFields.run("run_id", request.getRunId()),
                        request.hasReason() ? Optional.of(request.getReason()) : Optional.empty())
                .replaceWith(AbortRunResponse.getDefaultInstance());
    }

    @Override
    public Uni<GetRunDetailsResponse> getRunDetails(GetRunDetailsRequest request) {
        RunKey run = RequestFields.run("run_id", request.getRunId());
        return getRunDetails.execute(run, request.getRunId().getOrg(), RunKind.TRACKED);
    }

    @Override
    public Uni<GetActionDetailsResponse> getActionDetails(GetActionDetailsRequest request) {
        return getActionDetails.execute(
                RequestFields.action("action_id", request.getActionId()),
                request.getActionId().getRun().getOrg(),
                RunKind.TRACKED);
    }

    @Override
    public Uni<ListRunsResponse> listRuns(ListRunsRequest request) {
        RunSelection selection = RunSelection.of(request);
        ListQuery query = ListQuery.of(request.getRequest(), ActionColumns.RUNS, List.of(RunKind.TRACKED, selection));
        return listRuns.execute(selection, query, RunKind.TRACKED);
    }

    @Override
    public Uni<ListActionsResponse> listActions(ListActionsRequest request) {
        RunKey run = RequestFields.run("run_id", request.getRunId());
        return listActions.execute(
                run, ListQuery.of(request.getRequest(), ActionColumns.ACTIONS, run), RunKind.TRACKED);
    }

    @Override
    public Multi<WatchRunDetailsResponse> watchRunDetails(WatchRunDetailsRequest request) {
        RunKey run = RequestFields.run("run_id", request.getRunId());
        return watchRunDetails.execute(run, request.getRunId().getOrg(), RunKind.TRACKED);
    }

    @Override
    public Multi<WatchActionDetailsResponse> watchActionDetails(WatchActionDetailsRequest request) {
        return watchActionDetails.execute(
                RequestFields.action("action_id", request.getActionId()),
                request.getActionId().getRun().getOrg(),
                RunKind.TRACKED);
    }

    @Override
    public Multi<WatchRunsResponse> watchRuns(WatchRunsRequest request) {
        return watchRuns.execute(RunSelection.of(request), RunKind.TRACKED);
    }

    @Override
    public Multi<WatchActionsResponse> watchActions(WatchActionsRequest request) {
        return watchActions.execute(
                RequestFields.run("run_id", request.getRunId()),
                ActionFilter.of(request.getFilterList()),
                RunKind.TRACKED);
    }
}
