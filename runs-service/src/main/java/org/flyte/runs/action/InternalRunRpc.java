package org.flyte.runs.action;

import com.google.rpc.Status;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.flyte.idl.workflow.ActionEvent;
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
import org.flyte.platform.connect.Audience;
import org.flyte.platform.connect.ServedTo;
import org.flyte.platform.database.DatabaseFailure;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.runtime.LogContext;

/**
 * flyteidl2.workflow.InternalRunService. Calls succeed; outcomes, failures included, travel in the body. Streams answer
 * in order.
 */
@GrpcService
@ServedTo(Audience.SERVICES)
public class InternalRunRpc extends MutinyInternalRunServiceGrpc.InternalRunServiceImplBase {
    /** Maximum number of requests of one stream that are processed concurrently. */
    private static final int PREFETCH = 256;

    private final RecordAction recordAction;
    private final UpdateActionStatus updateStatus;
    private final RecordActionEvents recordEvents;
    private final Clock clock;

    InternalRunRpc(
            RecordAction recordAction, UpdateActionStatus updateStatus, RecordActionEvents recordEvents, Clock clock) {
        this.recordAction = recordAction;
        this.updateStatus = updateStatus;
        this.recordEvents = recordEvents;
        this.clock = clock;
    }

    @Override
    public Uni<RecordActionResponse> recordAction(RecordActionRequest request) {
        return status(() -> {
                    NewAction action = NewAction.of(request, clock.instant());
                    logContext(action.key());
                    return recordAction.execute(action);
                })
                .map(status -> RecordActionResponse.newBuilder()
                        .setActionId(request.getActionId())
                        .setStatus(status)
                        .build());
    }

    @Override
    public Uni<UpdateActionStatusResponse> updateActionStatus(UpdateActionStatusRequest request) {
        return status(() -> {
                    PhaseReport report = PhaseReport.of(request);
                    logContext(report.key());
                    return updateStatus.execute(report);
                })
                .map(status -> UpdateActionStatusResponse.newBuilder()
                        .setActionId(request.getActionId())
                        .setStatus(status)
                        .build());
    }

    @Override
    public Uni<RecordActionEventsResponse> recordActionEvents(RecordActionEventsRequest request) {
        return record(request.getEventsList())
                .map(status -> RecordActionEventsResponse.newBuilder()
                        .setStatus(status)
                        .build());
    }

    @Override
    public Multi<RecordActionStreamResponse> recordActionStream(Multi<RecordActionStreamRequest> requests) {
        return inOrder(
                requests,
                request -> recordAction(request.getRequest())
                        .map(response -> RecordActionStreamResponse.newBuilder()
                                .setResponse(response)
                                .build()));
    }

    @Override
    public Multi<UpdateActionStatusStreamResponse> updateActionStatusStream(
            Multi<UpdateActionStatusStreamRequest> requests) {
        return inOrder(
                requests,
                request -> updateActionStatus(request.getRequest())
                        .map(response -> UpdateActionStatusStreamResponse.newBuilder()
                                .setResponse(response)
                                .setNonce(request.getNonce())
                                .build()));
    }

    @Override
    public Multi<RecordActionEventStreamResponse> recordActionEventStream(
            Multi<RecordActionEventStreamRequest> requests) {
        return inOrder(requests, request -> {
            ActionEvent event = request.getRequest().getEvent();
            return record(List.of(event))
                    .map(status -> RecordActionEventStreamResponse.newBuilder()
                            .setResponse(RecordActionEventResponse.newBuilder()
                                    .setActionId(event.getId())
                                    .setStatus(status))
                            .setNonce(request.getNonce())
                            .build());
        });
    }

    private Uni<Status> record(List<ActionEvent> events) {
        return status(
                () -> recordEvents.execute(events.stream().map(EventRow::of).toList()));
    }

    private static void logContext(ActionKey action) {
        LogContext.ofAction(action.run(), action.name()).put();
    }

    /** The outcome of a call as a status, whether it answers or fails. */
    private static Uni<Status> status(Supplier<Uni<? extends Outcome>> call) {
        return Uni.createFrom()
                .deferred(call)
                .onFailure()
                .recoverWithItem(
                        failure -> Outcome.of(DatabaseFailure.of(failure).toCallerFailure()))
                .map(Outcome::toStatus);
    }

    private static <Q, R> Multi<R> inOrder(Multi<Q> requests, Function<Q, Uni<R>> call) {
        return requests.onItem()
                .transform(request -> call.apply(request).subscribeAsCompletionStage())
                .emitOn(Runnable::run, PREFETCH)
                .onItem()
                .transformToUniAndConcatenate(stage -> Uni.createFrom().completionStage(stage));
    }
}
