package org.flyte.secrets.secret;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.platform.secrets.SecretPage;
import org.flyte.secrets.ManagerCalls;

/** Lists the secrets of a scope and of those in it, without their values. */
@ApplicationScoped
class ListSecrets {
    private final ManagerCalls manager;

    ListSecrets(ManagerCalls manager) {
        this.manager = manager;
    }

    Uni<SecretPage> execute(SecretListing listing) {
        return manager.call("list", keeper -> keeper.list(listing.scope(), listing.limit(), listing.token()));
    }
}
