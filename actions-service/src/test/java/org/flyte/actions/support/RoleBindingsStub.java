package org.flyte.actions.support;

import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import org.flyte.idl.internal.GetRoleBindingsRequest;
import org.flyte.idl.internal.GetRoleBindingsResponse;
import org.flyte.idl.internal.MutinyRoleBindingServiceGrpc;

/** Plays runs-service, which knows no bindings. */
@GrpcService
public class RoleBindingsStub extends MutinyRoleBindingServiceGrpc.RoleBindingServiceImplBase {
    @Override
    public Uni<GetRoleBindingsResponse> getRoleBindings(GetRoleBindingsRequest request) {
        return Uni.createFrom()
                .item(GetRoleBindingsResponse.newBuilder().setVersion(1).build());
    }
}
