package org.flyte.actions.rpc;

import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import org.flyte.actions.abort.Abort;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.workflow.AbortQueuedActionRequest;
import org.flyte.idl.workflow.AbortQueuedActionResponse;
import org.flyte.idl.workflow.AbortQueuedRunRequest;
import org.flyte.idl.workflow.AbortQueuedRunResponse;
import org.flyte.idl.workflow.EnqueueActionRequest;
import org.flyte.idl.workflow.EnqueueActionResponse;
import org.flyte.idl.workflow.MutinyQueueServiceGrpc;
import org.flyte.platform.connect.Audience;
import org.flyte.platform.connect.ServedTo;
import org.flyte.platform.model.ActionKey;

/** Serves QueueService, the older protocol of pods: the same actions as by ActionsService. */
@GrpcService
@ServedTo(Audience.PODS)
class QueueRpc extends MutinyQueueServiceGrpc.QueueServiceImplBase {
    private final ActionCalls calls;

    QueueRpc(ActionCalls calls) {
        this.calls = calls;
    }

    @Override
    public Uni<EnqueueActionResponse> enqueueAction(EnqueueActionRequest request) {
        return calls.enqueue(EnqueueRequestParser.parse(request))
                .replaceWith(EnqueueActionResponse.getDefaultInstance());
    }

    @Override
    public Uni<AbortQueuedActionResponse> abortQueuedAction(AbortQueuedActionRequest request) {
        ActionKey action = IdentifierParser.action("action_id", request.hasActionId(), request.getActionId());
        Optional<String> reason = request.hasReason() ? Optional.of(request.getReason()) : Optional.empty();
        return calls.abort(new Abort(action, reason, Optional.empty()))
                .replaceWith(AbortQueuedActionResponse.getDefaultInstance());
    }

    @Override
    @ServedTo(Audience.SERVICES)
    public Uni<AbortQueuedRunResponse> abortQueuedRun(AbortQueuedRunRequest request) {
        ActionIdentifier root = ActionIdentifier.newBuilder()
                .setRun(request.getRunId())
                .setName(ActionKey.ROOT)
                .build();
        ActionKey action = IdentifierParser.action("run_id", request.hasRunId(), root);
        Optional<String> reason = request.hasReason() ? Optional.of(request.getReason()) : Optional.empty();
        return calls.abort(new Abort(action, reason, Optional.empty()))
                .replaceWith(AbortQueuedRunResponse.getDefaultInstance());
    }
}
