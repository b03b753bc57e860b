package org.flyte.runs.identity;

import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import org.flyte.idl.auth.MutinyIdentityServiceGrpc.IdentityServiceImplBase;
import org.flyte.idl.auth.UserInfoRequest;
import org.flyte.idl.auth.UserInfoResponse;

/** flyteidl2.auth.IdentityService. */
@GrpcService
public class IdentityRpc extends IdentityServiceImplBase {
    private final GetUserInfo getUserInfo;

    IdentityRpc(GetUserInfo getUserInfo) {
        this.getUserInfo = getUserInfo;
    }

    @Override
    public Uni<UserInfoResponse> userInfo(UserInfoRequest request) {
        return getUserInfo.execute();
    }
}
