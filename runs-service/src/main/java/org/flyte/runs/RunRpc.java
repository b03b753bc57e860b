package org.flyte.runs;

import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
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
import org.flyte.idl.workflow.WatchRunDetailsRequest;
import org.flyte.idl.workflow.WatchRunDetailsResponse;
import org.flyte.idl.workflow.WatchRunsRequest;
import org.flyte.idl.workflow.WatchRunsResponse;
import org.flyte.runs.abort.AbortAction;
import org.flyte.runs.abort.AbortRun;
import org.flyte.runs.list.ListActions;
import org.flyte.runs.list.ListRuns;
import org.flyte.runs.query.RunQueries;
import org.flyte.runs.run.CreateRun;
import org.flyte.runs.signal.SignalEvent;
import org.flyte.runs.watch.Watches;

/** flyteidl2.workflow.RunService. */
@GrpcService
public class RunRpc extends RunServiceImplBase {
    private final CreateRun createRun;
    private final AbortRun abortRun;
    private final AbortAction abortAction;
    private final SignalEvent signalEvent;
    private final RunQueries queries;
    private final ListRuns listRuns;
    private final ListActions listActions;
    private final Watches watches;

    RunRpc(
            CreateRun createRun,
            AbortRun abortRun,
            AbortAction abortAction,
            SignalEvent signalEvent,
            RunQueries queries,
            ListRuns listRuns,
            ListActions listActions,
            Watches watches) {
        this.createRun = createRun;
        this.abortRun = abortRun;
        this.abortAction = abortAction;
        this.signalEvent = signalEvent;
        this.queries = queries;
        this.listRuns = listRuns;
        this.listActions = listActions;
        this.watches = watches;
    }

    @Override
    public Uni<CreateRunResponse> createRun(CreateRunRequest request) {
        return createRun.execute(request);
    }

    @Override
    public Uni<AbortRunResponse> abortRun(AbortRunRequest request) {
        return abortRun.execute(request);
    }

    @Override
    public Uni<AbortActionResponse> abortAction(AbortActionRequest request) {
        return abortAction.execute(request);
    }

    @Override
    public Uni<SignalEventResponse> signalEvent(SignalEventRequest request) {
        return signalEvent.execute(request);
    }

    @Override
    public Uni<GetRunDetailsResponse> getRunDetails(GetRunDetailsRequest request) {
        return queries.runDetails().execute(request);
    }

    @Override
    public Uni<GetActionDetailsResponse> getActionDetails(GetActionDetailsRequest request) {
        return queries.actionDetails().execute(request);
    }

    @Override
    public Uni<GetActionDataURIsResponse> getActionDataURIs(GetActionDataURIsRequest request) {
        return queries.dataUris().execute(request);
    }

    @Override
    public Uni<GetActionLogContextResponse> getActionLogContext(GetActionLogContextRequest request) {
        return queries.logContext().execute(request);
    }

    @Override
    public Uni<ListRunsResponse> listRuns(ListRunsRequest request) {
        return listRuns.execute(request);
    }

    @Override
    public Uni<ListActionsResponse> listActions(ListActionsRequest request) {
        return listActions.execute(request);
    }

    @Override
    public Multi<WatchActionDetailsResponse> watchActionDetails(WatchActionDetailsRequest request) {
        return watches.actionDetails().execute(request);
    }

    @Override
    public Multi<WatchRunDetailsResponse> watchRunDetails(WatchRunDetailsRequest request) {
        return watches.runDetails().execute(request);
    }

    @Override
    public Multi<WatchActionsResponse> watchActions(WatchActionsRequest request) {
        return watches.actions().execute(request);
    }

    @Override
    public Multi<WatchRunsResponse> watchRuns(WatchRunsRequest request) {
        return watches.runs().execute(request);
    }

    @Override
    public Multi<WatchClusterEventsResponse> watchClusterEvents(WatchClusterEventsRequest request) {
        return watches.clusterEvents().execute(request);
    }
}
