package org.flyte.actions.support;

import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.List;
import org.flyte.idl.internal.GetRunCreatorRequest;
import org.flyte.idl.internal.GetRunCreatorResponse;
import org.flyte.idl.internal.ListChildrenRequest;
import org.flyte.idl.internal.ListChildrenResponse;
import org.flyte.idl.internal.MutinyRunStateServiceGrpc;
import org.flyte.idl.internal.RunCreator;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.RequestFields;

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

    @Override
    public Uni<GetRunCreatorResponse> getRunCreator(GetRunCreatorRequest request) {
        stub.failUnlessAvailable();
        GetRunCreatorResponse.Builder answer = GetRunCreatorResponse.newBuilder();
        RunCreator creator = stub.creators.get(RequestFields.run("run", request.getRun()));
        if (creator != null) {
            answer.setCreator(creator);
        }
        return Uni.createFrom().item(answer.build());
    }
}
