package org.flyte.executor.secret;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.flyte.executor.plugin.StartException;
import org.flyte.idl.core.Secret;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.secrets.SecretScope;

/** Reads one secret for a plugin of the operator, where a task of that project and domain would find it. */
@ApplicationScoped
public class ReadSecret {
    private final ResolveSecrets resolve;

    ReadSecret(ResolveSecrets resolve) {
        this.resolve = resolve;
    }

    /**
     * Its text.
     *
     * @throws StartException when it is missing, or is no text
     */
    public String execute(String project, String domain, Secret secret) {
        SecretRequests requests = SecretRequests.of(List.of(secret));
        return resolve.execute(scope(project, domain), requests)
                .getFirst()
                .value()
                .text()
                .orElseThrow(() -> SecretRequests.bad("secret %s is not text", secret.getKey()));
    }

    private static SecretScope scope(String project, String domain) {
        try {
            return SecretScope.of("", project, domain);
        } catch (InvalidArgument e) {
            throw SecretRequests.bad("there can be no secrets of project '%s' and domain '%s'", project, domain);
        }
    }
}
