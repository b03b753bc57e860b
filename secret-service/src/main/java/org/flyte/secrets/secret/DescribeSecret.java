package org.flyte.secrets.secret;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.secrets.SecretId;
import org.flyte.platform.secrets.StoredSecret;
import org.flyte.secrets.ManagerCalls;

/** Says what is known of a secret, without its value. */
@ApplicationScoped
class DescribeSecret {
    private final ManagerCalls manager;

    DescribeSecret(ManagerCalls manager) {
        this.manager = manager;
    }

    /** NotFound when there is none in exactly that scope. */
    Uni<StoredSecret> execute(SecretId id) {
        return manager.call(
                "get", keeper -> keeper.describe(id).orElseThrow(() -> new NotFound("secret %s not found", id)));
    }
}
