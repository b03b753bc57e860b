package org.flyte.runs.rpc;

import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.workflow.AbortActionRequest;
import org.flyte.idl.workflow.AbortActionResponse;
import org.flyte.idl.workflow.AbortRunRequest;
import org.flyte.idl.workflow.AbortRunResponse;
import org.flyte.idl.workflow.CreateRunRequest;
import org.flyte.idl.workflow.CreateRunResponse;
import org.flyte.idl.workflow.GetActionDataURIsRequest;
import org.flyte.idl.workflow.GetActionDataURIsResponse;
import org.flyte.idl.workflow.GetActionDetailsRequest;
import org.flyte.idl.workflow.GetActionDetailsResponse;
import org.flyte.idl.workflow.GetActionLogContextRequest;
import org.flyte.idl.workflow.GetActionLogContextResponse;
import org.flyte.idl.workflow.GetRunDetailsRequest;
import org.flyte.idl.workflow.GetRunDetailsResponse;
import org.flyte.idl.workflow.ListActionsRequest;
import org.flyte.idl.workflow.ListActionsResponse;
import org.flyte.idl.workflow.ListRunsRequest;
import org.flyte.idl.workflow.ListRunsResponse;
import org.flyte.idl.workflow.MutinyRunServiceGrpc.RunServiceImplBase;
import org.flyte.idl.workflow.SignalEventRequest;
import org.flyte.idl.workflow.SignalEventResponse;
import org.flyte.idl.workflow.WatchActionDetailsRequest;
import org.flyte.idl.workflow.WatchActionDetailsResponse;
import org.flyte.idl.workflow.WatchActionsRequest;
import org.flyte.idl.workflow.WatchActionsResponse;
import org.flyte.idl.workflow.WatchClusterEventsRequest;
import org.flyte.idl.workflow.WatchClusterEventsResponse;
import org.flyte.idl.workflow.WatchGroupsRequest;
import org.flyte.idl.workflow.WatchGroupsResponse;
import org.flyte.idl.workflow.WatchRunDetailsRequest;
import org.flyte.idl.workflow.WatchRunDetailsResponse;
import org.flyte.idl.workflow.WatchRunsRequest;
import org.flyte.idl.workflow.WatchRunsResponse;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.RequestFields;
import org.flyte.platform.model.RunKey;
import org.flyte.platform.runtime.LogContext;
import org.flyte.platform.runtime.LogKey;
import org.flyte.runs.abort.AbortAction;
import org.flyte.runs.abort.AbortRun;
import org.flyte.runs.list.ListActions;
import org.flyte.runs.list.ListRuns;
import org.flyte.runs.list.RunSelection;
import org.flyte.runs.list.rule.ActionColumns;
import org.flyte.runs.list.rule.ListQuery;
import org.flyte.runs.query.GetActionDataUris;
import org.flyte.runs.query.GetActionDetails;
import org.flyte.runs.query.GetActionLogContext;
import org.flyte.runs.query.GetRunDetails;
import org.flyte.runs.query.row.RunKind;
import org.flyte.runs.query.rule.ActionProjection;
import org.flyte.runs.run.CreateRun;
import org.flyte.runs.run.RunRequestParser;
import org.flyte.runs.signal.ConditionSignal;
import org.flyte.runs.signal.SignalEvent;
import org.flyte.runs.watch.WatchActionDetails;
import org.flyte.runs.watch.WatchActions;
import org.flyte.runs.watch.WatchClusterEvents;
import org.flyte.runs.watch.WatchGroups;
import org.flyte.runs.watch.WatchRunDetails;
import org.flyte.runs.watch.WatchRuns;
import org.flyte.runs.watch.rule.ActionFilter;

/** flyteidl2.workflow.RunService. */
@GrpcService
public class RunRpc extends RunServiceImplBase {
    private final RunRequestParser runRequests;
    private final CreateRun createRun;
    private final AbortRun abortRun;
    private final AbortAction abortAction;
    private final SignalEvent signalEvent;
    private final GetRunDetails getRunDetails;
    private final GetActionDetails getActionDetails;
    private final GetActionDataUris getActionDataUris;
    private final GetActionLogContext getActionLogContext;
    private final ListRuns listRuns;
    private final ListActions listActions;
    private final WatchActionDetails watchActionDetails;
    private final WatchRunDetails watchRunDetails;
    private final WatchActions watchActions;
    private final WatchRuns watchRuns;
    private final WatchClusterEvents watchClusterEvents;
    private final WatchGroups watchGroups;

    RunRpc(
            RunRequestParser runRequests,
            CreateRun createRun,
            AbortRun abortRun,
            AbortAction abortAction,
            SignalEvent signalEvent,
            GetRunDetails getRunDetails,
            GetActionDetails getActionDetails,
            GetActionDataUris getActionDataUris,
            GetActionLogContext getActionLogContext,
            ListRuns listRuns,
            ListActions listActions,
            WatchActionDetails watchActionDetails,
            WatchRunDetails watchRunDetails,
            WatchActions watchActions,
            WatchRuns watchRuns,
            WatchClusterEvents watchClusterEvents,
            WatchGroups watchGroups) {
        this.runRequests = runRequests;
        this.createRun = createRun;
        this.abortRun = abortRun;
        this.abortAction = abortAction;
        this.signalEvent = signalEvent;
        this.getRunDetails = getRunDetails;
        this.getActionDetails = getActionDetails;
        this.getActionDataUris = getActionDataUris;
        this.getActionLogContext = getActionLogContext;
        this.listRuns = listRuns;
        this.listActions = listActions;
        this.watchActionDetails = watchActionDetails;
        this.watchRunDetails = watchRunDetails;
        this.watchActions = watchActions;
        this.watchRuns = watchRuns;
        this.watchClusterEvents = watchClusterEvents;
        this.watchGroups = watchGroups;
    }

    @Override
    public Uni<CreateRunResponse> createRun(CreateRunRequest request) {
        return createRun
                .execute(runRequests.parse(request))
                .map(row -> CreateRunResponse.newBuilder()
                        .setRun(new ActionProjection(row).run())
                        .build());
    }

    @Override
    public Uni<AbortRunResponse> abortRun(AbortRunRequest request) {
        return abortRun.execute(
                        run("run_id", request.getRunId()),
                        request.hasReason() ? Optional.of(request.getReason()) : Optional.empty())
                .replaceWith(AbortRunResponse.getDefaultInstance());
    }

    @Override
    public Uni<AbortActionResponse> abortAction(AbortActionRequest request) {
        return abortAction
                .execute(
                        action("action_id", request.getActionId()),
                        Optional.of(request.getReason()).filter(reason -> !reason.isEmpty()))
                .replaceWith(AbortActionResponse.getDefaultInstance());
    }

    @Override
    public Uni<SignalEventResponse> signalEvent(SignalEventRequest request) {
        return signalEvent.execute(ConditionSignal.of(request)).replaceWith(SignalEventResponse.getDefaultInstance());
    }

    @Override
    public Uni<GetRunDetailsResponse> getRunDetails(GetRunDetailsRequest request) {
        RunKey run = run("run_id", request.getRunId());
        return getRunDetails.execute(run, request.getRunId().getOrg(), RunKind.EXECUTED);
    }

    @Override
    public Uni<GetActionDetailsResponse> getActionDetails(GetActionDetailsRequest request) {
        ActionKey action = action("action_id", request.getActionId());
        return getActionDetails.execute(action, request.getActionId().getRun().getOrg(), RunKind.EXECUTED);
    }

    @Override
    public Uni<GetActionDataURIsResponse> getActionDataURIs(GetActionDataURIsRequest request) {
        return getActionDataUris.execute(action("action_id", request.getActionId()));
    }

    @Override
    public Uni<GetActionLogContextResponse> getActionLogContext(GetActionLogContextRequest request) {
        return getActionLogContext.execute(
                action("action_id", request.getActionId()), RequestFields.attempt("attempt", request.getAttempt()));
    }

    @Override
    public Uni<ListRunsResponse> listRuns(ListRunsRequest request) {
        RunSelection selection = RunSelection.of(request);
        return listRuns.execute(
                selection, ListQuery.of(request.getRequest(), ActionColumns.RUNS, selection), RunKind.EXECUTED);
    }

    @Override
    public Uni<ListActionsResponse> listActions(ListActionsRequest request) {
        RunKey run = run("run_id", request.getRunId());
        return listActions.execute(
                run, ListQuery.of(request.getRequest(), ActionColumns.ACTIONS, run), RunKind.EXECUTED);
    }

    @Override
    public Multi<WatchActionDetailsResponse> watchActionDetails(WatchActionDetailsRequest request) {
        ActionKey action = action("action_id", request.getActionId());
        return watchActionDetails.execute(action, request.getActionId().getRun().getOrg(), RunKind.EXECUTED);
    }

    @Override
    public Multi<WatchRunDetailsResponse> watchRunDetails(WatchRunDetailsRequest request) {
        RunKey run = run("run_id", request.getRunId());
        return watchRunDetails.execute(run, request.getRunId().getOrg(), RunKind.EXECUTED);
    }

    @Override
    public Multi<WatchActionsResponse> watchActions(WatchActionsRequest request) {
        return watchActions.execute(
                run("run_id", request.getRunId()), ActionFilter.of(request.getFilterList()), RunKind.EXECUTED);
    }

    @Override
    public Multi<WatchRunsResponse> watchRuns(WatchRunsRequest request) {
        return watchRuns.execute(RunSelection.of(request), RunKind.EXECUTED);
    }

    @Override
    public Multi<WatchGroupsResponse> watchGroups(WatchGroupsRequest request) {
        return watchGroups.execute(request);
    }

    @Override
    public Multi<WatchClusterEventsResponse> watchClusterEvents(WatchClusterEventsRequest request) {
        return watchClusterEvents.execute(
                action("id", request.getId()), RequestFields.attempt("attempt", request.getAttempt()));
    }

    /** The run that the call is about, which its log lines name from here on. */
    private static RunKey run(String field, RunIdentifier id) {
        RunKey run = RequestFields.run(field, id);
        LogContext.of(LogKey.RUN, run).put();
        return run;
    }

    /** The action that the call is about, which its log lines name from here on. */
    private static ActionKey action(String field, ActionIdentifier id) {
        ActionKey action = RequestFields.action(field, id);
        LogContext.ofAction(action.run(), action.name()).put();
        return action;
    }
}
