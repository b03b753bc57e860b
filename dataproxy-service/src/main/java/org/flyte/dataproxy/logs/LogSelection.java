package org.flyte.dataproxy.logs;

import java.util.List;
import java.util.Optional;
import org.flyte.idl.core.LogContext;
import org.flyte.idl.core.PodLogContext;
import org.flyte.idl.dataproxy.TailLogsRequest;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.FlyteException.Unimplemented;
import org.flyte.platform.model.RequestFields;

/**
 * The attempt and the pods whose logs a client wants.
 *
 * @param podName one pod of the attempt; empty: its primary pod
 * @param allPods every container of every pod of the attempt
 */
public record LogSelection(ActionKey action, int attempt, Optional<String> podName, boolean allPods) {
    /**
     * Reads and checks a request.
     *
     * @throws InvalidArgument naming the field that is wrong
     * @throws Unimplemented for the logs of a connector
     */
    public static LogSelection from(TailLogsRequest request) {
        RequestFields.required("action_id", request.hasActionId());
        if (!request.getConnectorEndpoint().isEmpty()) {
            throw new Unimplemented("logs of connectors are not built yet: leave connector_endpoint out");
        }
        return new LogSelection(
                RequestFields.action("action_id", request.getActionId()),
                RequestFields.attempt("attempt", request.getAttempt()),
                request.hasPodName() ? Optional.of(request.getPodName()) : Optional.empty(),
                request.hasAllPods());
    }

    /**
     * The primary container of the selected pod, or all containers of all pods.
     *
     * @throws NotFound when the attempt has no such pod or container yet; clients retry
     */
    List<LogTarget> targets(LogContext context) {
        if (allPods) {
            return allOf(context);
        }
        return List.of(LogTarget.primaryOf(podOf(context, podName.orElseGet(() -> primaryPodOf(context)))));
    }

    private static List<LogTarget> allOf(LogContext context) {
        if (context.getPodsList().isEmpty()) {
            throw new NotFound("no pod is known for this attempt yet");
        }
        return context.getPodsList().stream().flatMap(LogTarget::allOf).toList();
    }

    private static String primaryPodOf(LogContext context) {
        if (context.getPrimaryPodName().isEmpty()) {
            throw new NotFound("no primary pod is known for this attempt yet");
        }
        return context.getPrimaryPodName();
    }

    private static PodLogContext podOf(LogContext context, String name) {
        return context.getPodsList().stream()
                .filter(pod -> pod.getPodName().equals(name))
                .findFirst()
                .orElseThrow(() -> new NotFound("pod %s is not a pod of this attempt", name));
    }
}
