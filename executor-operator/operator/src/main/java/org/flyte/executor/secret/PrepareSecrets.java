package org.flyte.executor.secret;

import io.fabric8.kubernetes.api.model.Pod;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.flyte.executor.plugin.StartException;
import org.flyte.idl.core.Secret;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.secrets.SecretScope;

/** Prepares what a pod needs to get its secrets. Calls the secret manager, but not Kubernetes. */
@ApplicationScoped
public class PrepareSecrets {
    private final ResolveSecrets resolve;
    private final PullSecrets pull;
    private final Counter delivered;
    private final Counter refused;

    PrepareSecrets(ResolveSecrets resolve, PullSecrets pull, MeterRegistry metrics) {
        this.resolve = resolve;
        this.pull = pull;
        this.delivered = metrics.counter("flyte.executor.secrets", "result", "delivered");
        this.refused = metrics.counter("flyte.executor.secrets", "result", "refused");
    }

    /**
     * The pod with references to its secrets.
     *
     * @param name for the Secret
     * @param asked secrets of the task
     * @throws StartException when a secret is missing or asked for in a way that cannot be carried out
     */
    public SecretDelivery execute(Pod pod, String name, String project, String domain, List<Secret> asked) {
        try {
            Optional<SecretScope> scope = scope(project, domain);
            SecretRequests requests = SecretRequests.of(asked);
            if (scope.isEmpty() && !asked.isEmpty()) {
                throw SecretRequests.bad("there can be no secrets of project '%s' and domain '%s'", project, domain);
            }
            return scope.map(known -> deliver(pod, name, known, requests)).orElse(new SecretDelivery(pod, List.of()));
        } catch (StartException e) {
            refused.increment();
            throw e;
        }
    }

    private SecretDelivery deliver(Pod pod, String name, SecretScope scope, SecretRequests requests) {
        List<ResolvedSecret> resolved = resolve.execute(scope, requests);
        delivered.increment(resolved.size());
        return SecretDelivery.of(pod, name, resolved, pull.of(scope));
    }

    /** Empty when its names are outside the grammar: then no secret can be stored there. */
    private static Optional<SecretScope> scope(String project, String domain) {
        try {
            return Optional.of(SecretScope.of("", project, domain));
        } catch (InvalidArgument e) {
            return Optional.empty();
        }
    }
}
