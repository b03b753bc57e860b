package org.flyte.runs.access;

import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import org.flyte.idl.access.AddRoleBindingRequest;
import org.flyte.idl.access.AddRoleBindingResponse;
import org.flyte.idl.access.GetOwnRolesRequest;
import org.flyte.idl.access.GetOwnRolesResponse;
import org.flyte.idl.access.ListRoleBindingsRequest;
import org.flyte.idl.access.ListRoleBindingsResponse;
import org.flyte.idl.access.MutinyAccessServiceGrpc.AccessServiceImplBase;
import org.flyte.idl.access.RemoveRoleBindingRequest;
import org.flyte.idl.access.RemoveRoleBindingResponse;

/** flyte.access.v1.AccessService. */
@GrpcService
public class AccessRpc extends AccessServiceImplBase {
    private final ChangeBindings change;
    private final ListBindings list;
    private final UserIssuer issuer;

    AccessRpc(ChangeBindings change, ListBindings list, UserIssuer issuer) {
        this.change = change;
        this.list = list;
        this.issuer = issuer;
    }

    @Override
    public Uni<ListRoleBindingsResponse> listRoleBindings(ListRoleBindingsRequest request) {
        return list.execute(request);
    }

    @Override
    public Uni<AddRoleBindingResponse> addRoleBinding(AddRoleBindingRequest request) {
        return change.add(BindingMessages.parse(request.getBinding(), issuer))
                .map(stored -> AddRoleBindingResponse.newBuilder()
                        .setBinding(BindingMessages.message(stored))
                        .build());
    }

    @Override
    public Uni<RemoveRoleBindingResponse> removeRoleBinding(RemoveRoleBindingRequest request) {
        return change.remove(BindingMessages.parse(request.getBinding(), issuer))
                .replaceWith(RemoveRoleBindingResponse.getDefaultInstance());
    }

    @Override
    public Uni<GetOwnRolesResponse> getOwnRoles(GetOwnRolesRequest request) {
        return Uni.createFrom().item(list.own());
    }
}
