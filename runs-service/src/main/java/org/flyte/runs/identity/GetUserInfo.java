package org.flyte.runs.identity;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.flyte.idl.auth.UserInfoResponse;
import org.flyte.platform.identity.role.CallerAccess;
import org.flyte.platform.identity.role.Grants;
import org.flyte.platform.model.FlyteException.Unauthenticated;

/** Says who the caller is and which roles it has; fails with Unauthenticated when the call does not say so. */
@ApplicationScoped
class GetUserInfo {
    private static final int MAX_ROLES = 1_000;

    private final CallerIdentity caller;
    private final UserProfiles profiles;
    private final CallerAccess access;

    GetUserInfo(CallerIdentity caller, UserProfiles profiles, CallerAccess access) {
        this.caller = caller;
        this.profiles = profiles;
        this.access = access;
    }

    Uni<UserInfoResponse> execute() {
        CallerIdentity.Known known = caller.known()
                .orElseThrow(() -> new Unauthenticated(
                        "the call carries no identity that this server trusts; log in, or see flyte.identity"));
        List<String> roles = access.isEnabled() ? labels(access.grants()) : List.of();
        Uni<Claims> claims = known.token()
                .map(token -> profiles.complete(known.claims(), token))
                .orElseGet(() -> Uni.createFrom().item(known.claims()));
        return claims.map(complete -> complete.toUserInfo(roles));
    }

    /** Such as {@code runner shop/development}. */
    private static List<String> labels(Grants grants) {
        return grants.bindings().stream()
                .map(binding -> "%s %s/%s".formatted(binding.role().label(), binding.project(), binding.domain()))
                .distinct()
                .sorted()
                .limit(MAX_ROLES)
                .toList();
    }
}
