package org.flyte.runs.outbox;

import io.grpc.Status;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.flyte.idl.actions.AbortRequest;
import org.flyte.idl.actions.AbortResponse;
import org.flyte.idl.actions.EnqueueRequest;
import org.flyte.idl.actions.EnqueueResponse;
import org.flyte.idl.actions.MutinyActionsServiceGrpc;
import org.flyte.idl.actions.SignalRequest;
import org.flyte.idl.actions.SignalResponse;
import org.flyte.platform.connect.RpcCall;

/** Plays actions-service: notes what it is asked, and answers a run's calls with the status set for it. */
@GrpcService
public class FakeActions extends MutinyActionsServiceGrpc.ActionsServiceImplBase {
    public static final Queue<EnqueueRequest> ENQUEUED = new ConcurrentLinkedQueue<>();
    public static final Queue<AbortRequest> ABORTED = new ConcurrentLinkedQueue<>();
    public static final Queue<SignalRequest> SIGNALLED = new ConcurrentLinkedQueue<>();
    public static final Map<String, Status> ANSWERS = new ConcurrentHashMap<>();

    /** Request id that a run's enqueue came with. */
    public static final Map<String, String> REQUEST_IDS = new ConcurrentHashMap<>();

    @Override
    public Uni<EnqueueResponse> enqueue(EnqueueRequest request) {
        ENQUEUED.add(request);
        String run = request.getAction().getActionId().getRun().getName();
        RpcCall.current().ifPresent(call -> REQUEST_IDS.put(run, call.requestId()));
        Status status = ANSWERS.get(run);
        return status == null
                ? Uni.createFrom().item(EnqueueResponse.getDefaultInstance())
                : Uni.createFrom().failure(status.asRuntimeException());
    }

    @Override
    public Uni<AbortResponse> abort(AbortRequest request) {
        ABORTED.add(request);
        return Uni.createFrom().item(AbortResponse.getDefaultInstance());
    }

    @Override
    public Uni<SignalResponse> signal(SignalRequest request) {
        Status status = ANSWERS.get(request.getActionId().getRun().getName());
        if (status != null) {
            return Uni.createFrom().failure(status.asRuntimeException());
        }
        SIGNALLED.add(request);
        return Uni.createFrom().item(SignalResponse.getDefaultInstance());
    }

    public static long enqueuesOf(String run, String action) {
        return ENQUEUED.stream()
                .map(request -> request.getAction().getActionId())
                .filter(id -> id.getRun().getName().equals(run) && id.getName().equals(action))
                .count();
    }
}
