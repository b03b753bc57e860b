package org.flyte.runs.identity;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.idl.auth.UserInfoResponse;
import org.flyte.platform.model.FlyteException.Unauthenticated;

/** Says who the caller is; fails with Unauthenticated when the call does not say so. */
@ApplicationScoped
class GetUserInfo {
    private final CallerIdentity caller;
    private final UserProfiles profiles;

    GetUserInfo(CallerIdentity caller, UserProfiles profiles) {
        this.caller = caller;
        this.profiles = profiles;
    }

    Uni<UserInfoResponse> execute() {
        CallerIdentity.Known known = caller.known()
                .orElseThrow(() -> new Unauthenticated(
                        "the call carries no identity that this server trusts; log in, or see flyte.identity"));
        Uni<Claims> claims = known.token()
                .map(token -> profiles.complete(known.claims(), token))
                .orElseGet(() -> Uni.createFrom().item(known.claims()));
        return claims.map(Claims::toUserInfo);
    }
}
