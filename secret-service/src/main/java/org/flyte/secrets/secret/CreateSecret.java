package org.flyte.secrets.secret;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.secrets.ManagerCalls;

/** Stores a new secret. */
@ApplicationScoped
class CreateSecret {
    private final ManagerCalls manager;

    CreateSecret(ManagerCalls manager) {
        this.manager = manager;
    }

    /** AlreadyExists when there is one of that name in the scope. */
    Uni<Void> execute(NewSecret secret) {
        return manager.call("create", keeper -> {
            keeper.create(secret.id(), secret.value());
            return null;
        });
    }
}
