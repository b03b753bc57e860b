package org.flyte.actions.support;

import com.google.protobuf.Any;
import io.grpc.Status;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import org.flyte.idl.internal.ChildState;
import org.flyte.idl.workflow.MutinyInternalRunServiceGrpc;
import org.flyte.idl.workflow.RecordActionEventsRequest;
import org.flyte.idl.workflow.RecordActionEventsResponse;
import org.flyte.idl.workflow.RecordActionRequest;
import org.flyte.idl.workflow.RecordActionResponse;
import org.flyte.idl.workflow.UpdateActionStatusRequest;
import org.flyte.idl.workflow.UpdateActionStatusResponse;
import org.flyte.platform.model.ActionKey;

@GrpcService
public class InternalRunStub extends MutinyInternalRunServiceGrpc.InternalRunServiceImplBase {
    private final RunsServiceStub stub;

    InternalRunStub(RunsServiceStub stub) {
        this.stub = stub;
    }

    @Override
    public Uni<RecordActionResponse> recordAction(RecordActionRequest request) {
        stub.failUnlessAvailable();
        stub.recorded.add(request);
        ActionKey key = ActionKey.of(request.getActionId());
        if (stub.unrecorded.contains(key.sibling(request.getParent()))) {
            return Uni.createFrom()
                    .item(RecordActionResponse.newBuilder()
                            .setStatus(status(Status.NOT_FOUND))
                            .build());
        }
        stub.unrecorded.remove(key);
        com.google.rpc.Status answer = answer(stub.recordAnswers, key);
        ChildState finished = stub.finished.get(key);
        if (finished != null) {
            answer = answer.toBuilder()
                    .setCode(Status.Code.ALREADY_EXISTS.value())
                    .addDetails(Any.pack(finished))
                    .build();
        }
        stub.statusAnswers.remove(key, Status.NOT_FOUND);
        return Uni.createFrom()
                .item(RecordActionResponse.newBuilder().setStatus(answer).build());
    }

    @Override
    public Uni<UpdateActionStatusResponse> updateActionStatus(UpdateActionStatusRequest request) {
        stub.failUnlessAvailable();
        com.google.rpc.Status answer = answer(stub.statusAnswers, ActionKey.of(request.getActionId()));
        if (answer.getCode() == 0) {
            stub.reported.add(request);
        }
        return Uni.createFrom()
                .item(UpdateActionStatusResponse.newBuilder().setStatus(answer).build());
    }

    @Override
    public Uni<RecordActionEventsResponse> recordActionEvents(RecordActionEventsRequest request) {
        stub.failUnlessAvailable();
        stub.events.addAll(request.getEventsList());
        return Uni.createFrom().item(RecordActionEventsResponse.getDefaultInstance());
    }

    private static com.google.rpc.Status answer(Map<ActionKey, Status> answers, ActionKey key) {
        return status(answers.getOrDefault(key, Status.OK));
    }

    private static com.google.rpc.Status status(Status status) {
        return com.google.rpc.Status.newBuilder()
                .setCode(status.getCode().value())
                .build();
    }
}
