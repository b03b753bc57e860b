package org.flyte.executor.pod;

import io.fabric8.kubernetes.client.KubernetesClientException;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.StartException;
import org.flyte.platform.kubernetes.Forbidden;

/** The answer of an API server that did not create a pod. */
record PodRefusal(KubernetesClientException answer) {
    /** A final refusal, one that may pass, or the answer itself when the next request may succeed. */
    RuntimeException toException() {
        return switch (answer.getCode()) {
            case 400 -> refused("BadRequest");
            case 413 -> refused("EntityTooLarge");
            case 422 -> refused("InvalidResource");
            case 403 ->
                Forbidden.of(answer).isTemporary() ? StartException.notYet(message(), answer) : refused("Forbidden");
            default -> answer;
        };
    }

    private StartException refused(String code) {
        return StartException.refused(Failure.permanent(code, message()), answer);
    }

    private String message() {
        return answer.getStatus() != null && answer.getStatus().getMessage() != null
                ? answer.getStatus().getMessage()
                : String.valueOf(answer.getMessage());
    }
}
