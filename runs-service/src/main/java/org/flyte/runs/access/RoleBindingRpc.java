package org.flyte.runs.access;

import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import org.flyte.idl.internal.BoundRole;
import org.flyte.idl.internal.GetRoleBindingsRequest;
import org.flyte.idl.internal.GetRoleBindingsResponse;
import org.flyte.idl.internal.MutinyRoleBindingServiceGrpc.RoleBindingServiceImplBase;
import org.flyte.platform.connect.Audience;
import org.flyte.platform.connect.ServedTo;
import org.flyte.platform.identity.role.RoleBinding;

/** flyte.internal.v1.RoleBindingService. */
@GrpcService
@ServedTo(Audience.SERVICES)
public class RoleBindingRpc extends RoleBindingServiceImplBase {
    private final StoredRoles roles;

    RoleBindingRpc(StoredRoles roles) {
        this.roles = roles;
    }

    @Override
    public Uni<GetRoleBindingsResponse> getRoleBindings(GetRoleBindingsRequest request) {
        StoredRoles.Versioned known = roles.versioned();
        GetRoleBindingsResponse.Builder answer =
                GetRoleBindingsResponse.newBuilder().setVersion(known.version());
        if (known.version() == request.getKnownVersion()) {
            answer.setUnchanged(true);
        } else {
            known.bindings().forEach(binding -> answer.addBindings(bound(binding)));
        }
        return Uni.createFrom().item(answer.build());
    }

    private static BoundRole bound(RoleBinding binding) {
        return BoundRole.newBuilder()
                .setSubjectKind(binding.subject().kind().label())
                .setIssuer(binding.subject().issuer())
                .setSubject(binding.subject().id())
                .setRole(binding.role().label())
                .setProject(binding.project())
                .setDomain(binding.domain())
                .build();
    }
}
