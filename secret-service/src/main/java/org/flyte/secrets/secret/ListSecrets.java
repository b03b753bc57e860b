package org.flyte.secrets.secret;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.platform.identity.role.CallerAccess;
import org.flyte.platform.identity.role.ProjectScopes;
import org.flyte.platform.identity.role.Role;
import org.flyte.platform.secrets.SecretPage;
import org.flyte.secrets.ManagerCalls;

/** Lists the secrets of a scope and of those in it, without their values, as far as the caller may know of them. */
@ApplicationScoped
class ListSecrets {
    private final ManagerCalls manager;
    private final CallerAccess access;

    ListSecrets(ManagerCalls manager, CallerAccess access) {
        this.manager = manager;
        this.access = access;
    }

    Uni<SecretPage> execute(SecretListing listing) {
        ProjectScopes scopes = access.scopes(Role.RUNNER);
        return manager.call("list", keeper -> keeper.list(listing.scope(), listing.limit(), listing.token()))
                .map(page -> visible(page, scopes));
    }

    /** Managers know no roles: a page may become short, and its token still leads to the next one. */
    private static SecretPage visible(SecretPage page, ProjectScopes scopes) {
        return new SecretPage(
                page.secrets().stream()
                        .filter(secret -> scopes.includes(
                                secret.id().scope().project(),
                                secret.id().scope().domain()))
                        .toList(),
                page.nextToken());
    }
}
