package org.flyte.apps.backend.knative;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Optional;
import org.flyte.apps.backend.AppDefinition;
import org.flyte.apps.backend.AppLabels;
import org.flyte.apps.backend.AppObservation;
import org.flyte.apps.backend.pod.PodProblem;
import org.flyte.idl.app.Status.DeploymentStatus;
import org.flyte.idl.app.Status.Substate;

/** Decides how an app is, by the conditions of its Service of Knative. An unknown Ready means that something is going on. */
final class KnativeObserver {
    AppObservation observe(AppDefinition app, Optional<GenericKubernetesResource> service, List<Pod> pods) {
        int ready = (int) pods.stream().filter(KnativeObserver::isReady).count();
        if (app.isStopped()) {
            return pods.isEmpty()
                    ? AppObservation.of(
                            DeploymentStatus.DEPLOYMENT_STATUS_STOPPED, Substate.SCALED_TO_ZERO, 0, "stopped")
                    : deploying(ready, Substate.SCALING_DOWN, "%d pods are ending".formatted(pods.size()));
        }
        if (service.isEmpty() || AppLabels.revision(service.get()) < app.revision()) {
            return AppObservation.of(
                    DeploymentStatus.DEPLOYMENT_STATUS_PENDING,
                    Substate.SUBSTATE_UNSPECIFIED,
                    0,
                    "waiting for Kubernetes");
        }
        JsonNode status = Serialization.jsonMapper().valueToTree(service.get()).path("status");
        Long generation = service.get().getMetadata().getGeneration();
        if (generation != null && status.path("observedGeneration").asLong(0) < generation) {
            return deploying(ready, Substate.INITIALIZING, "Knative has not taken the revision in yet");
        }
        return byCondition(readyCondition(status), pods, ready);
    }

    private static AppObservation byCondition(JsonNode condition, List<Pod> pods, int ready) {
        String text = text(condition);
        return switch (condition.path("status").asText("Unknown")) {
            case "True" ->
                ready > 0
                        ? active(Substate.RUNNING, ready, "serving")
                        : active(Substate.SCALED_TO_ZERO, 0, "starts with the next request");
            case "False" ->
                AppObservation.of(
                        DeploymentStatus.DEPLOYMENT_STATUS_FAILED,
                        PodProblem.worst(pods).map(PodProblem::substate).orElse(Substate.SUBSTATE_UNSPECIFIED),
                        ready,
                        text);
            default -> {
                Optional<PodProblem> problem = PodProblem.worst(pods);
                yield deploying(
                        ready,
                        problem.map(PodProblem::substate).orElse(Substate.INITIALIZING),
                        problem.map(PodProblem::message).orElse(text));
            }
        };
    }

    private static JsonNode readyCondition(JsonNode status) {
        for (JsonNode condition : status.path("conditions")) {
            if (condition.path("type").asText().equals("Ready")) {
                return condition;
            }
        }
        return status.path("no such condition");
    }

    private static String text(JsonNode condition) {
        String reason = condition.path("reason").asText("");
        String message = condition.path("message").asText("").replaceAll("\\s+", " ");
        if (reason.isEmpty() && message.isEmpty()) {
            return "waiting for Knative";
        }
        return message.isEmpty() ? reason : reason.isEmpty() ? message : reason + ": " + message;
    }

    private static boolean isReady(Pod pod) {
        return pod.getStatus() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(condition ->
                                "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    private static AppObservation active(Substate substate, int ready, String message) {
        return AppObservation.of(DeploymentStatus.DEPLOYMENT_STATUS_ACTIVE, substate, ready, message);
    }

    private static AppObservation deploying(int ready, Substate substate, String message) {
        return AppObservation.of(DeploymentStatus.DEPLOYMENT_STATUS_DEPLOYING, substate, ready, message);
    }
}
