package org.flyte.actions.support;

import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Multi;
import java.util.List;
import org.flyte.idl.internal.ListChildrenRequest;
import org.flyte.idl.internal.ListChildrenResponse;
import org.flyte.idl.internal.MutinyRunStateServiceGrpc;
import org.flyte.platform.model.ActionKey;

@GrpcService
public class RunStateStub extends MutinyRunStateServiceGrpc.RunStateServiceImplBase {
    private final RunsServiceStub stub;

    RunStateStub(RunsServiceStub stub) {
        this.stub = stub;
    }

    @Override
    public Multi<ListChildrenResponse> listChildren(ListChildrenRequest request) {
        stub.failUnlessAvailable();
        return Multi.createFrom()
                .items(stub.children.getOrDefault(ActionKey.of(request.getParent()), List.of()).stream()
                        .map(child -> ListChildrenResponse.newBuilder()
                                .addChildren(child)
                                .build()));
    }
}
