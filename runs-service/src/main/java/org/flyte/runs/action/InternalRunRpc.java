package org.flyte.runs.action;

import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.function.Function;
import org.flyte.idl.workflow.MutinyInternalRunServiceGrpc;
import org.flyte.idl.workflow.RecordActionEventResponse;
import org.flyte.idl.workflow.RecordActionEventStreamRequest;
import org.flyte.idl.workflow.RecordActionEventStreamResponse;
import org.flyte.idl.workflow.RecordActionEventsRequest;
import org.flyte.idl.workflow.RecordActionEventsResponse;
import org.flyte.idl.workflow.RecordActionRequest;
import org.flyte.idl.workflow.RecordActionResponse;
import org.flyte.idl.workflow.RecordActionStreamRequest;
import org.flyte.idl.workflow.RecordActionStreamResponse;
import org.flyte.idl.workflow.UpdateActionStatusRequest;
import org.flyte.idl.workflow.UpdateActionStatusResponse;
import org.flyte.idl.workflow.UpdateActionStatusStreamRequest;
import org.flyte.idl.workflow.UpdateActionStatusStreamResponse;

/** InternalRunService (runs spec §12). Calls succeed; outcomes travel in the body. Streams answer in order. */
@GrpcService
public class InternalRunRpc extends MutinyInternalRunServiceGrpc.InternalRunServiceImplBase {
    /** Requests of one stream that are under way at once. */
    private static final int AHEAD = 256;

    private final RecordAction recordAction;
    private final UpdateActionStatus updateStatus;
    private final RecordActionEvents recordEvents;

    public InternalRunRpc(RecordAction recordAction, UpdateActionStatus updateStatus, RecordActionEvents recordEvents) {
        this.recordAction = recordAction;
        this.updateStatus = updateStatus;
        this.recordEvents = recordEvents;
    }

    @Override
    public Uni<RecordActionResponse> recordAction(RecordActionRequest request) {
        return recordAction.execute(request);
    }

    @Override
    public Uni<UpdateActionStatusResponse> updateActionStatus(UpdateActionStatusRequest request) {
        return updateStatus.execute(request);
    }

    @Override
    public Uni<RecordActionEventsResponse> recordActionEvents(RecordActionEventsRequest request) {
        return recordEvents
                .execute(request.getEventsList())
                .map(status -> RecordActionEventsResponse.newBuilder()
                        .setStatus(status)
                        .build());
    }

    @Override
    public Multi<RecordActionStreamResponse> recordActionStream(Multi<RecordActionStreamRequest> requests) {
        return inOrder(
                requests,
                request -> recordAction
                        .execute(request.getRequest())
                        .map(response -> RecordActionStreamResponse.newBuilder()
                                .setResponse(response)
                                .build()));
    }

    @Override
    public Multi<UpdateActionStatusStreamResponse> updateActionStatusStream(
            Multi<UpdateActionStatusStreamRequest> requests) {
        return inOrder(
                requests,
                request -> updateStatus
                        .execute(request.getRequest())
                        .map(response -> UpdateActionStatusStreamResponse.newBuilder()
                                .setResponse(response)
                                .setNonce(request.getNonce())
                                .build()));
    }

    @Override
    public Multi<RecordActionEventStreamResponse> recordActionEventStream(
            Multi<RecordActionEventStreamRequest> requests) {
        return inOrder(
                requests,
                request -> recordEvents
                        .execute(List.of(request.getRequest().getEvent()))
                        .map(status -> RecordActionEventStreamResponse.newBuilder()
                                .setResponse(RecordActionEventResponse.newBuilder()
                                        .setActionId(
                                                request.getRequest().getEvent().getId())
                                        .setStatus(status))
                                .setNonce(request.getNonce())
                                .build()));
    }

    private static <Q, R> Multi<R> inOrder(Multi<Q> requests, Function<Q, Uni<R>> call) {
        return requests.onItem()
                .transform(request -> call.apply(request).subscribeAsCompletionStage())
                .emitOn(Runnable::run, AHEAD)
                .onItem()
                .transformToUniAndConcatenate(stage -> Uni.createFrom().completionStage(stage));
    }
}
