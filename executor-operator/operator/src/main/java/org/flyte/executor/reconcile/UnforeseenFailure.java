package org.flyte.executor.reconcile;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.UncheckedIOException;
import java.util.Set;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.Failure.Kind;
import org.flyte.platform.model.FlyteException.Exhausted;
import org.flyte.platform.model.FlyteException.Unavailable;

/** An exception of a reconcile that no rule knows. */
record UnforeseenFailure(RuntimeException cause) {
    /** Answers of the Kubernetes API to a request that is wrong, and stays wrong. */
    private static final Set<Integer> REFUSED = Set.of(400, 413, 422);

    /** Whether Kubernetes, the object store or another service is unavailable: the action waits until it is back. */
    boolean isOutage() {
        return switch (cause) {
            case KubernetesClientException answer -> !REFUSED.contains(answer.getCode());
            case Unavailable _, Exhausted _, UncheckedIOException _ -> true;
            default -> false;
        };
    }

    /** The failure of an action that cannot be reconciled. */
    Failure toFailure() {
        String text = "the operator failed on the action and gave up: %s: %s"
                .formatted(cause.getClass().getSimpleName(), cause.getMessage());
        return new Failure("ReconcileFailed", Kind.SYSTEM, false, text);
    }
}
