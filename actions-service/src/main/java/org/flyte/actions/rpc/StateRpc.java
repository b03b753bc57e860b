package org.flyte.actions.rpc;

import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.flyte.idl.actions.WatchForUpdatesResponse;
import org.flyte.idl.workflow.GetRequest;
import org.flyte.idl.workflow.GetResponse;
import org.flyte.idl.workflow.MutinyStateServiceGrpc;
import org.flyte.idl.workflow.PutRequest;
import org.flyte.idl.workflow.PutResponse;
import org.flyte.idl.workflow.WatchRequest;
import org.flyte.idl.workflow.WatchResponse;
import org.flyte.platform.connect.Audience;
import org.flyte.platform.connect.ServedTo;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.FlyteException.Unimplemented;

/** Serves StateService, the older protocol of pods: the stream of ActionsService. */
@GrpcService
@ServedTo(Audience.PODS)
class StateRpc extends MutinyStateServiceGrpc.StateServiceImplBase {
    private final ActionCalls calls;

    StateRpc(ActionCalls calls) {
        this.calls = calls;
    }

    @Override
    public Multi<WatchResponse> watch(WatchRequest request) {
        ActionKey parent =
                IdentifierParser.action("parent_action_id", request.hasParentActionId(), request.getParentActionId());
        return calls.watchChildren(parent).map(StateRpc::toResponse);
    }

    /** No client calls it. */
    @Override
    public Uni<GetResponse> get(GetRequest request) {
        throw new Unimplemented("reading the state text of an action is not supported: watch its parent");
    }

    /** No client calls it, and only the operator writes phases. */
    @Override
    public Uni<PutResponse> put(PutRequest request) {
        throw new Unimplemented("storing a state text is not supported: the phase is reported by the operator only");
    }

    private static WatchResponse toResponse(WatchForUpdatesResponse message) {
        return switch (message.getMessageCase()) {
            case ACTION_UPDATE ->
                WatchResponse.newBuilder()
                        .setActionUpdate(message.getActionUpdate())
                        .build();
            case CONTROL_MESSAGE ->
                WatchResponse.newBuilder()
                        .setControlMessage(message.getControlMessage())
                        .build();
            case MESSAGE_NOT_SET -> WatchResponse.getDefaultInstance();
        };
    }
}
