package org.flyte.actions.rpc;

import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import org.flyte.actions.abort.Abort;
import org.flyte.actions.abort.AbortSubtree;
import org.flyte.actions.enqueue.EnqueueAction;
import org.flyte.actions.enqueue.EnqueuedAction;
import org.flyte.actions.signal.ReceivedSignal;
import org.flyte.actions.signal.SignalCondition;
import org.flyte.actions.signal.rule.SignalValue;
import org.flyte.actions.watch.StreamChildUpdates;
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
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.FlyteException.Unimplemented;
import org.flyte.platform.runtime.LogContext;

/** Serves ActionsService. */
@GrpcService
class ActionsRpc extends MutinyActionsServiceGrpc.ActionsServiceImplBase {
    private final EnqueueAction enqueueAction;
    private final AbortSubtree abortSubtree;
    private final SignalCondition signalCondition;
    private final StreamChildUpdates streamChildUpdates;

    ActionsRpc(
            EnqueueAction enqueueAction,
            AbortSubtree abortSubtree,
            SignalCondition signalCondition,
            StreamChildUpdates streamChildUpdates) {
        this.enqueueAction = enqueueAction;
        this.abortSubtree = abortSubtree;
        this.signalCondition = signalCondition;
        this.streamChildUpdates = streamChildUpdates;
    }

    @Override
    public Uni<EnqueueResponse> enqueue(EnqueueRequest request) {
        EnqueuedAction action = EnqueueRequestParser.parse(request);
        logContext(action.key());
        return uncancellable(enqueueAction.execute(action)).replaceWith(EnqueueResponse.getDefaultInstance());
    }

    @Override
    public Uni<AbortResponse> abort(AbortRequest request) {
        Abort abort = new Abort(
                IdentifierParser.action("action_id", request.hasActionId(), request.getActionId()),
                request.hasReason() ? Optional.of(request.getReason()) : Optional.empty(),
                request.hasAbortedBy() ? Optional.of(request.getAbortedBy()) : Optional.empty());
        logContext(abort.action());
        return uncancellable(abortSubtree.execute(abort)).replaceWith(AbortResponse.getDefaultInstance());
    }

    @Override
    public Uni<SignalResponse> signal(SignalRequest request) {
        ReceivedSignal signal = new ReceivedSignal(
                IdentifierParser.action("action_id", request.hasActionId(), request.getActionId()),
                SignalValue.of(request.getValue()),
                subject(request.getSignalledBy()));
        logContext(signal.condition());
        return uncancellable(signalCondition.execute(signal)).replaceWith(SignalResponse.getDefaultInstance());
    }

    @Override
    public Multi<WatchForUpdatesResponse> watchForUpdates(WatchForUpdatesRequest request) {
        ActionKey parent =
                IdentifierParser.action("parent_action_id", request.hasParentActionId(), request.getParentActionId());
        logContext(parent);
        return streamChildUpdates.execute(parent);
    }

    /** No client calls it, and only the operator writes phases. */
    @Override
    public Uni<UpdateResponse> update(UpdateRequest request) {
        throw new Unimplemented("updating an action is not supported: its phase is reported by the operator only");
    }

    private static void logContext(ActionKey key) {
        LogContext.ofAction(key.run(), key.name()).put();
    }

    private static String subject(EnrichedIdentity identity) {
        return identity.hasUser()
                ? identity.getUser().getId().getSubject()
                : identity.getApplication().getId().getSubject();
    }

    /** Work that continues when its client disconnects, so that it never stops halfway. */
    private static <T> Uni<T> uncancellable(Uni<T> work) {
        return Uni.createFrom().emitter(emitter -> work.subscribe().with(emitter::complete, emitter::fail));
    }
}
