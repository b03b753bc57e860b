package org.flyte.executor.secret;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import org.flyte.executor.config.SecretDeliveryConfig;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.StartException;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.secrets.SecretKind;
import org.flyte.platform.secrets.SecretManager;
import org.flyte.platform.secrets.SecretScope;
import org.flyte.platform.secrets.SecretValue;

/** Finds the values of the secrets that a task asks for. */
@ApplicationScoped
class ResolveSecrets {
    /** A Kubernetes Secret holds a MiB, of which some is ours. */
    private static final int MAX_BYTES = 1_000_000;

    private final SecretLookup lookup;

    ResolveSecrets(SecretManager manager, SecretDeliveryConfig config, Clock clock) {
        this.lookup = new SecretLookup(manager, config.cacheTime(), clock);
    }

    /**
     * The values, in the order of the requests.
     *
     * @throws StartException when one is missing, cannot be used as asked, or the manager refuses us
     * @throws Unavailable when the manager does not answer: a later try may succeed
     */
    List<ResolvedSecret> execute(SecretScope scope, SecretRequests requests) {
        try {
            List<ResolvedSecret> resolved = requests.all().stream()
                    .map(request -> new ResolvedSecret(request, value(scope, request)))
                    .toList();
            int bytes =
                    resolved.stream().mapToInt(secret -> secret.value().size()).sum();
            if (bytes > MAX_BYTES) {
                throw SecretRequests.bad(
                        "the secrets of the task have %d bytes together, at most %d are allowed", bytes, MAX_BYTES);
            }
            return resolved;
        } catch (FailedPrecondition e) {
            throw StartException.refused(Failure.system("SecretManagerFailed", e.getMessage()), e);
        }
    }

    private SecretValue value(SecretScope scope, SecretRequest request) {
        SecretValue value = lookup.find(scope, request.names()).orElseThrow(() -> missing(scope, request));
        if (value.kind() == SecretKind.IMAGE_PULL) {
            throw SecretRequests.bad("secret %s is an image pull secret, which tasks cannot read", request.shown());
        }
        if (!request.isFile() && !isEnvironmentText(value)) {
            throw SecretRequests.bad(
                    "secret %s is not text, so that it cannot be an environment variable; mount it as a file",
                    request.shown());
        }
        return value;
    }

    private static StartException missing(SecretScope scope, SecretRequest request) {
        return StartException.refused(
                Failure.permanent(
                        "SecretNotFound",
                        "secret %s does not exist in %s, in its domain or in the organization; create it, for example with"
                                        .formatted(request.shown(), scope)
                                + " 'flyte create secret %s'"
                                        .formatted(request.names().getFirst())),
                null);
    }

    /** A variable holds text without NUL. */
    private static boolean isEnvironmentText(SecretValue value) {
        return value.text().filter(text -> text.indexOf(0) < 0).isPresent();
    }
}
