package org.flyte.secrets.secret;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.secrets.ManagerCalls;

/** Replaces the value of a secret. */
@ApplicationScoped
class UpdateSecret {
    private final ManagerCalls manager;

    UpdateSecret(ManagerCalls manager) {
        this.manager = manager;
    }

    /** NotFound when there is none; FailedPrecondition when it is of another type. */
    Uni<Void> execute(NewSecret secret) {
        return manager.call("update", keeper -> {
            keeper.update(secret.id(), secret.value());
            return null;
        });
    }
}
