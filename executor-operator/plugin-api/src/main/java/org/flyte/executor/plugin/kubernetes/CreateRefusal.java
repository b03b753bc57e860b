package org.flyte.executor.plugin.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.StartException;
import org.flyte.platform.kubernetes.Forbidden;

/** The answer of an API server that did not create an object of a try. */
public record CreateRefusal(KubernetesClientException answer) {
    /** A final refusal, one that may pass, or the answer itself when the next request may succeed. */
    public RuntimeException toException() {
        return switch (answer.getCode()) {
            case 400 -> refused("BadRequest");
            case 413 -> refused("EntityTooLarge");
            case 422 -> refused("InvalidResource");
            case 403 ->
                Forbidden.of(answer).isTemporary() ? StartException.notYet(message(), answer) : refused("Forbidden");
            default -> answer;
        };
    }

    /** As {@link #toException()}, of an object whose kind the API server may have lost since. */
    public RuntimeException toExceptionOf(String crd) {
        return answer.getCode() == 404
                ? StartException.refused(
                        Failure.permanent(Failure.CRD_NOT_FOUND, "the cluster does not have " + crd + " any more"),
                        answer)
                : toException();
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
