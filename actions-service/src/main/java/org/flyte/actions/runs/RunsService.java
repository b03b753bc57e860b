package org.flyte.actions.runs;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.flyte.actions.ActionsConfig;
import org.flyte.actions.id.ActionKey;
import org.flyte.actions.watch.rule.ChildState;
import org.flyte.idl.internal.ListChildrenRequest;
import org.flyte.idl.internal.MutinyRunStateServiceGrpc.MutinyRunStateServiceStub;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.idl.workflow.MutinyInternalRunServiceGrpc.MutinyInternalRunServiceStub;
import org.flyte.idl.workflow.RecordActionEventsRequest;
import org.flyte.idl.workflow.RecordActionRequest;
import org.flyte.idl.workflow.UpdateActionStatusRequest;
import org.flyte.platform.model.FlyteException.Unavailable;

/**
 * The state of record. Its answers come as status codes, by whichever way it gives them: in the response or as the
 * failure of the call. Only a service that is away is a failure here ({@code FlyteException.Unavailable}).
 */
@ApplicationScoped
public class RunsService {
    private final MutinyInternalRunServiceStub internal;
    private final MutinyRunStateServiceStub state;
    private final Duration timeout;
    private final Duration listTimeout;

    RunsService(
            @GrpcClient("runs") MutinyInternalRunServiceStub internal,
            @GrpcClient("runs") MutinyRunStateServiceStub state,
            ActionsConfig config) {
        this.internal = internal;
        this.state = state;
        this.timeout = config.runs().timeout();
        this.listTimeout = config.runs().listTimeout();
    }

    /** Records an action; idempotent. */
    public Uni<Status> record(RecordActionRequest request) {
        return answer(internal().recordAction(request).map(response -> status(response.getStatus())));
    }

    /** Reports the phase of an action. */
    public Uni<Status> updateStatus(UpdateActionStatusRequest request) {
        return answer(internal().updateActionStatus(request).map(response -> status(response.getStatus())));
    }

    /** Reports one event with all its details, such as an error. */
    public Uni<Status> recordEvent(ActionEvent event) {
        RecordActionEventsRequest request =
                RecordActionEventsRequest.newBuilder().addEvents(event).build();
        return answer(internal().recordActionEvents(request).map(response -> status(response.getStatus())));
    }

    /** The durable state of all children of an action; an action nobody knows has none. */
    public Multi<ChildState> children(ActionKey parent) {
        ListChildrenRequest request =
                ListChildrenRequest.newBuilder().setParent(parent.toProto()).build();
        return state.withDeadlineAfter(listTimeout.toMillis(), TimeUnit.MILLISECONDS)
                .listChildren(request)
                .onItem()
                .transformToIterable(page -> page.getChildrenList())
                .map(child -> new ChildState(child.getUpdate(), child.getAttempt()))
                .onFailure(failure -> Status.fromThrowable(failure).getCode() == Status.Code.NOT_FOUND)
                .recoverWithCompletion()
                .onFailure(StatusRuntimeException.class)
                .transform(RunsService::away);
    }

    /** Fails when nobody answers; what is answered does not matter. */
    public Uni<Void> reach(Duration patience) {
        return state.withDeadlineAfter(patience.toMillis(), TimeUnit.MILLISECONDS)
                .listChildren(ListChildrenRequest.getDefaultInstance())
                .collect()
                .last()
                .replaceWithVoid()
                .onFailure(failure -> !isAway(Status.fromThrowable(failure)))
                .recoverWithNull();
    }

    private MutinyInternalRunServiceStub internal() {
        return internal.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Uni<Status> answer(Uni<Status> call) {
        return call.onFailure(StatusRuntimeException.class).recoverWithUni(failure -> {
            Status status = Status.fromThrowable(failure);
            return isAnswer(status)
                    ? Uni.createFrom().item(status)
                    : Uni.createFrom().failure(away(failure));
        });
    }

    private static boolean isAnswer(Status status) {
        return switch (status.getCode()) {
            case OK, INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED, UNIMPLEMENTED -> true;
            default -> false;
        };
    }

    private static boolean isAway(Status status) {
        return status.getCode() == Status.Code.UNAVAILABLE || status.getCode() == Status.Code.DEADLINE_EXCEEDED;
    }

    private static Unavailable away(Throwable failure) {
        return new Unavailable(
                failure,
                "runs-service is not available: %s",
                Status.fromThrowable(failure).getCode());
    }

    private static Status status(com.google.rpc.Status status) {
        return Status.fromCodeValue(status.getCode()).withDescription(status.getMessage());
    }
}
