package org.flyte.actions.runs;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.flyte.actions.ActionsConfig;
import org.flyte.actions.child.ChildState;
import org.flyte.idl.internal.GetRunCreatorRequest;
import org.flyte.idl.internal.ListChildrenRequest;
import org.flyte.idl.internal.MutinyRunStateServiceGrpc.MutinyRunStateServiceStub;
import org.flyte.idl.internal.RunCreator;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.idl.workflow.MutinyInternalRunServiceGrpc.MutinyInternalRunServiceStub;
import org.flyte.idl.workflow.RecordActionEventsRequest;
import org.flyte.idl.workflow.RecordActionRequest;
import org.flyte.idl.workflow.UpdateActionStatusRequest;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.model.RunKey;

/**
 * Calls runs-service, which holds the durable state of actions. Its verdicts are returned as status codes, whether they
 * came in the response or as the failure of the call. A service that cannot be reached is
 * {@code FlyteException.Unavailable}.
 */
@ApplicationScoped
public class RunsServiceClient {
    private final MutinyInternalRunServiceStub internal;
    private final MutinyRunStateServiceStub state;
    private final Duration timeout;
    private final Duration listTimeout;

    RunsServiceClient(
            @GrpcClient("runs") MutinyInternalRunServiceStub internal,
            @GrpcClient("runs") MutinyRunStateServiceStub state,
            ActionsConfig config) {
        this.internal = internal;
        this.state = state;
        this.timeout = config.runs().timeout();
        this.listTimeout = config.runs().listTimeout();
    }

    /**
     * What runs-service says about a new action.
     *
     * @param finished its state when it has ended before or takes over the outputs of an earlier run
     */
    public record RecordVerdict(Status status, Optional<ChildState> finished) {}

    /** Records an action; idempotent. */
    public Uni<Status> record(RecordActionRequest request) {
        return recordNew(request).map(RecordVerdict::status);
    }

    /** As {@link #record}, with the state of an action that is not to be executed. */
    public Uni<RecordVerdict> recordNew(RecordActionRequest request) {
        AtomicReference<ChildState> finished = new AtomicReference<>();
        return verdict(internal().recordAction(request).map(response -> {
                    finished.set(finishedState(response.getStatus()));
                    return status(response.getStatus());
                }))
                .map(status -> new RecordVerdict(status, Optional.ofNullable(finished.get())));
    }

    /** Reports the phase of an action. */
    public Uni<Status> updateStatus(UpdateActionStatusRequest request) {
        return verdict(internal().updateActionStatus(request).map(response -> status(response.getStatus())));
    }

    /** Reports one event with all its details, such as an error. */
    public Uni<Status> recordEvent(ActionEvent event) {
        RecordActionEventsRequest request =
                RecordActionEventsRequest.newBuilder().addEvents(event).build();
        return verdict(internal().recordActionEvents(request).map(response -> status(response.getStatus())));
    }

    /** The durable state of all children of an action; none if the action is unknown. */
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
                .transform(RunsServiceClient::unavailable);
    }

    /** Who made a run; empty for nobody in particular. */
    public Uni<Optional<RunCreator>> creator(RunKey run) {
        return state.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .getRunCreator(
                        GetRunCreatorRequest.newBuilder().setRun(run.toProto()).build())
                .map(answer -> answer.hasCreator() ? Optional.of(answer.getCreator()) : Optional.<RunCreator>empty())
                .onFailure(StatusRuntimeException.class)
                .transform(RunsServiceClient::unavailable);
    }

    /** Fails when the service does not answer within the timeout; any answer counts. */
    public Uni<Void> ping(Duration pingTimeout) {
        return state.withDeadlineAfter(pingTimeout.toMillis(), TimeUnit.MILLISECONDS)
                .listChildren(ListChildrenRequest.getDefaultInstance())
                .collect()
                .last()
                .replaceWithVoid()
                .onFailure(failure -> !isUnreachable(Status.fromThrowable(failure)))
                .recoverWithNull();
    }

    private MutinyInternalRunServiceStub internal() {
        return internal.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Uni<Status> verdict(Uni<Status> call) {
        return call.onFailure(StatusRuntimeException.class).recoverWithUni(failure -> {
            Status status = Status.fromThrowable(failure);
            return isVerdict(status)
                    ? Uni.createFrom().item(status)
                    : Uni.createFrom().failure(unavailable(failure));
        });
    }

    private static boolean isVerdict(Status status) {
        return switch (status.getCode()) {
            case OK, INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED, UNIMPLEMENTED -> true;
            default -> false;
        };
    }

    private static boolean isUnreachable(Status status) {
        return status.getCode() == Status.Code.UNAVAILABLE || status.getCode() == Status.Code.DEADLINE_EXCEEDED;
    }

    private static Unavailable unavailable(Throwable failure) {
        return new Unavailable(
                failure,
                "runs-service unavailable: %s",
                Status.fromThrowable(failure).getCode());
    }

    private static ChildState finishedState(com.google.rpc.Status status) {
        for (Any detail : status.getDetailsList()) {
            if (detail.is(org.flyte.idl.internal.ChildState.class)) {
                try {
                    org.flyte.idl.internal.ChildState state = detail.unpack(org.flyte.idl.internal.ChildState.class);
                    return new ChildState(state.getUpdate(), state.getAttempt());
                } catch (InvalidProtocolBufferException e) {
                    throw new IllegalStateException("runs-service answered with broken bytes", e);
                }
            }
        }
        return null;
    }

    private static Status status(com.google.rpc.Status status) {
        return Status.fromCodeValue(status.getCode()).withDescription(status.getMessage());
    }
}
