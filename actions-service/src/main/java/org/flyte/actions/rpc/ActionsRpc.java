package org.flyte.actions.rpc;

import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import org.flyte.actions.abort.Abort;
import org.flyte.actions.signal.ReceivedSignal;
import org.flyte.actions.signal.rule.SignalValue;
import org.flyte.idl.actions.AbortRequest;
import org.flyte.idl.actions.AbortResponse;
import org.flyte.idl.actions.EnqueueRequest;
import org.flyte.idl.actions.EnqueueResponse;
import org.flyte.idl.actions.MutinyActionsServiceGrpc;
import org.flyte.idl.actions.SignalRequest;
import org.flyte.idl.actions.SignalResponse;
import org.flyte.idl.actions.UpdateRequest;
import org.flyte.idl.actions.UpdateResponse;
import org.flyte.idl.actions.WatchForUpdatesRequest;
import org.flyte.idl.actions.WatchForUpdatesResponse;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.platform.connect.Audience;
import org.flyte.platform.connect.ServedTo;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.FlyteException.Unimplemented;

/** Serves ActionsService. */
@GrpcService
@ServedTo(Audience.PODS)
class ActionsRpc extends MutinyActionsServiceGrpc.ActionsServiceImplBase {
    private final ActionCalls calls;

    ActionsRpc(ActionCalls calls) {
        this.calls = calls;
    }

    @Override
    public Uni<EnqueueResponse> enqueue(EnqueueRequest request) {
        return calls.enqueue(EnqueueRequestParser.parse(request)).replaceWith(EnqueueResponse.getDefaultInstance());
    }

    @Override
    public Uni<AbortResponse> abort(AbortRequest request) {
        Abort abort = new Abort(
                IdentifierParser.action("action_id", request.hasActionId(), request.getActionId()),
                request.hasReason() ? Optional.of(request.getReason()) : Optional.empty(),
                request.hasAbortedBy() ? Optional.of(request.getAbortedBy()) : Optional.empty());
        return calls.abort(abort).replaceWith(AbortResponse.getDefaultInstance());
    }

    @Override
    public Uni<SignalResponse> signal(SignalRequest request) {
        ReceivedSignal signal = new ReceivedSignal(
                IdentifierParser.action("action_id", request.hasActionId(), request.getActionId()),
                SignalValue.of(request.getValue()),
                subject(request.getSignalledBy()));
        return calls.signal(signal).replaceWith(SignalResponse.getDefaultInstance());
    }

    @Override
    public Multi<WatchForUpdatesResponse> watchForUpdates(WatchForUpdatesRequest request) {
        ActionKey parent =
                IdentifierParser.action("parent_action_id", request.hasParentActionId(), request.getParentActionId());
        return calls.watchChildren(parent);
    }

    /** No client calls it, and only the operator writes phases. */
    @Override
    @ServedTo(Audience.SERVICES)
    public Uni<UpdateResponse> update(UpdateRequest request) {
        throw new Unimplemented("updating an action is not supported: its phase is reported by the operator only");
    }

    private static String subject(EnrichedIdentity identity) {
        return identity.hasUser()
                ? identity.getUser().getId().getSubject()
                : identity.getApplication().getId().getSubject();
    }
}
