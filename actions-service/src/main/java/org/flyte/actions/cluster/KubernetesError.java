package org.flyte.actions.cluster;

import io.fabric8.kubernetes.client.KubernetesClientException;
import org.flyte.platform.kubernetes.Forbidden;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.model.FlyteException.Exhausted;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.Unavailable;

/** An error of the Kubernetes API. */
record KubernetesError(KubernetesClientException cause) {
    /**
     * What it means for the caller: an object that Kubernetes will never accept is an invalid argument, which the SDK must
     * not retry; anything else is temporary, and the SDK retries it.
     */
    FlyteException toFlyteException(String subject) {
        return switch (cause.getCode()) {
            case 400, 413, 422 -> refused(subject);
            case 403 ->
                switch (Forbidden.of(cause)) {
                    case QUOTA -> new Exhausted("%s: %s", subject, firstLine());
                    case PERMISSION, NAMESPACE_TERMINATING -> unavailable(subject);
                    case POLICY -> refused(subject);
                };
            default -> unavailable(subject);
        };
    }

    private Unavailable unavailable(String subject) {
        return new Unavailable(cause, "%s: Kubernetes unavailable: %s", subject, firstLine());
    }

    /** The reason in one line. */
    String firstLine() {
        String message = cause.getStatus() == null ? null : cause.getStatus().getMessage();
        String text = message == null ? rootCause().getMessage() : message;
        return text == null ? "no reason given" : text.lines().findFirst().orElse("");
    }

    private InvalidArgument refused(String subject) {
        return new InvalidArgument("%s: Kubernetes refused it: %s", subject, firstLine());
    }

    private Throwable rootCause() {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
