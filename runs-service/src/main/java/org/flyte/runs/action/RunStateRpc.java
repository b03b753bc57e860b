package org.flyte.runs.action;

import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Multi;
import org.flyte.idl.internal.ListChildrenRequest;
import org.flyte.idl.internal.ListChildrenResponse;
import org.flyte.idl.internal.MutinyRunStateServiceGrpc;

/** What actions-service asks of the state of record (flyte/internal/v1/run_state.proto). */
@GrpcService
public class RunStateRpc extends MutinyRunStateServiceGrpc.RunStateServiceImplBase {
    private final ListChildren listChildren;

    public RunStateRpc(ListChildren listChildren) {
        this.listChildren = listChildren;
    }

    @Override
    public Multi<ListChildrenResponse> listChildren(ListChildrenRequest request) {
        return listChildren.execute(request);
    }
}
