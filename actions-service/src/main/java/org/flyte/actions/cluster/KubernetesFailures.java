package org.flyte.actions.cluster;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Locale;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.model.FlyteException.Exhausted;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.Unavailable;

/**
 * What a refusal of the Kubernetes API means for the caller: an object it will never take is the request's fault,
 * anything else passes (the SDK retries the latter and must not retry the former).
 */
final class KubernetesFailures {
    private KubernetesFailures() {}

    static FlyteException of(KubernetesClientException failure, String what) {
        String line = line(failure);
        return switch (failure.getCode()) {
            case 400, 422 -> new InvalidArgument("%s: Kubernetes refuses it: %s", what, line);
            case 403 ->
                line.toLowerCase(Locale.ROOT).contains("exceeded quota")
                        ? new Exhausted("%s: %s", what, line)
                        : new InvalidArgument("%s: Kubernetes refuses it: %s", what, line);
            default -> new Unavailable(failure, "%s: Kubernetes is not available: %s", what, line);
        };
    }

    private static Throwable rootCause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** The reason in one line. */
    static String line(KubernetesClientException failure) {
        String message =
                failure.getStatus() == null ? null : failure.getStatus().getMessage();
        String text = message == null ? rootCause(failure).getMessage() : message;
        return text == null ? "no reason given" : text.lines().findFirst().orElse("");
    }
}
