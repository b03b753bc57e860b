package org.flyte.secrets.secret;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.secrets.SecretId;
import org.flyte.secrets.ManagerCalls;

/** Deletes a secret. Pods that have started keep what they were given. */
@ApplicationScoped
class DeleteSecret {
    private final ManagerCalls manager;

    DeleteSecret(ManagerCalls manager) {
        this.manager = manager;
    }

    /** NotFound when there is none. */
    Uni<Void> execute(SecretId id) {
        return manager.call("delete", keeper -> {
            if (!keeper.delete(id)) {
                throw new NotFound("secret %s not found", id);
            }
            return null;
        });
    }
}
