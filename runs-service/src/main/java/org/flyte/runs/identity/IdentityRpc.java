package org.flyte.runs.identity;

import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import org.flyte.idl.auth.MutinyIdentityServiceGrpc.IdentityServiceImplBase;
import org.flyte.idl.auth.UserInfoRequest;
import org.flyte.idl.auth.UserInfoResponse;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.idl.common.UserSpec;
import org.flyte.platform.model.FlyteException.Unauthenticated;

/** flyteidl2.auth.IdentityService. */
@GrpcService
public class IdentityRpc extends IdentityServiceImplBase {
    private final Caller caller;

    IdentityRpc(Caller caller) {
        this.caller = caller;
    }

    @Override
    public Uni<UserInfoResponse> userInfo(UserInfoRequest request) {
        return Uni.createFrom()
                .item(caller.current()
                        .map(IdentityRpc::claims)
                        .orElseThrow(() -> new Unauthenticated("the call carries no identity; log in first")));
    }

    private static UserInfoResponse claims(EnrichedIdentity identity) {
        UserSpec spec = identity.getUser().getSpec();
        return UserInfoResponse.newBuilder()
                .setSubject(identity.getUser().getId().getSubject())
                .setName((spec.getFirstName() + " " + spec.getLastName()).trim())
                .setPreferredUsername(spec.getUserHandle())
                .setGivenName(spec.getFirstName())
                .setFamilyName(spec.getLastName())
                .setEmail(spec.getEmail())
                .setPicture(spec.getPhotoUrl())
                .build();
    }
}
