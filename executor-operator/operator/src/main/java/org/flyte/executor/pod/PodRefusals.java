package org.flyte.executor.pod;

import io.fabric8.kubernetes.client.KubernetesClientException;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.StartException;

/** What it means when the API refuses a pod (executor spec §3.2, table "CREATE result"). */
final class PodRefusals {
    private PodRefusals() {}

    static Failure badTemplate(BadTemplateException e) {
        return Failure.permanent("BadTaskSpecification", e.getMessage());
    }

    /** A final refusal, a lack of room, or the exception itself when the API may answer better next time. */
    static RuntimeException classify(KubernetesClientException e) {
        String message = message(e);
        return switch (e.getCode()) {
            case 400 -> refused("BadRequest", message, e);
            case 413 -> refused("EntityTooLarge", message, e);
            case 422 -> refused("InvalidResource", message, e);
            case 403 ->
                message.contains("exceeded quota")
                        ? StartException.noRoom(message, e)
                        : refused("Forbidden", message, e);
            default -> e;
        };
    }

    private static StartException refused(String code, String message, KubernetesClientException e) {
        return StartException.refused(Failure.permanent(code, message), e);
    }

    private static String message(KubernetesClientException e) {
        return e.getStatus() != null && e.getStatus().getMessage() != null
                ? e.getStatus().getMessage()
                : String.valueOf(e.getMessage());
    }
}
