package org.flyte.apps.backend.deployment;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.util.List;
import java.util.Optional;
import org.flyte.apps.backend.AppDefinition;
import org.flyte.apps.backend.AppLabels;
import org.flyte.apps.backend.AppObservation;
import org.flyte.apps.backend.OwnedObjects;
import org.flyte.apps.backend.pod.PodProblem;
import org.flyte.idl.app.Status;
import org.flyte.idl.app.Status.Substate;

/** Decides how an app is, by its Deployment and its pods. */
final class DeploymentObserver {
    private static final String REVISION_IN_PODS = "pod-template-hash";

    /**
     * The state for users.
     *
     * @param port where the app should answer, for messages
     */
    AppObservation observe(AppDefinition app, OwnedObjects owned, int port) {
        Optional<Deployment> found = owned.first(Deployment.class);
        if (app.isStopped()) {
            return stopped(owned.pods());
        }
        if (found.isEmpty() || AppLabels.revision(found.get()) < app.revision()) {
            return of(
                    Status.DeploymentStatus.DEPLOYMENT_STATUS_PENDING,
                    Substate.SUBSTATE_UNSPECIFIED,
                    0,
                    "waiting for Kubernetes");
        }
        Deployment deployment = found.get();
        DeploymentStatus status = deployment.getStatus() == null ? new DeploymentStatus() : deployment.getStatus();
        int ready = number(status.getReadyReplicas());
        if (isBehind(deployment, status)) {
            return deploying(ready, Substate.INITIALIZING, "the Deployment is being updated");
        }
        if (isComplete(deployment, status, app)) {
            return active(app, status, ready);
        }
        return progress(owned.pods(), status, ready, port);
    }

    private static AppObservation stopped(List<Pod> pods) {
        long left = pods.size();
        return left == 0
                ? of(Status.DeploymentStatus.DEPLOYMENT_STATUS_STOPPED, Substate.SCALED_TO_ZERO, 0, "stopped")
                : deploying((int) left, Substate.SCALING_DOWN, "%d pods are ending".formatted(left));
    }

    private static AppObservation active(AppDefinition app, DeploymentStatus status, int ready) {
        int wanted = Math.max(
                number(status.getReplicas()), Math.max(1, app.replicas().getMin()));
        return ready >= wanted
                ? of(Status.DeploymentStatus.DEPLOYMENT_STATUS_ACTIVE, Substate.RUNNING, ready, "serving")
                : of(
                        Status.DeploymentStatus.DEPLOYMENT_STATUS_ACTIVE,
                        Substate.SCALING_UP,
                        ready,
                        "serving, more replicas are starting");
    }

    /** All replicas are of this revision, and there are as many ready ones as the app needs at least. */
    private static boolean isComplete(Deployment deployment, DeploymentStatus status, AppDefinition app) {
        int replicas = number(status.getReplicas());
        int updated = number(status.getUpdatedReplicas());
        int available = number(status.getAvailableReplicas());
        int least = Math.max(1, app.replicas().getMin());
        return updated == replicas
                && updated >= Math.min(least, deployment.getSpec().getReplicas())
                && available >= least;
    }

    private static AppObservation progress(List<Pod> pods, DeploymentStatus status, int ready, int port) {
        Optional<String> refused = condition(status, "ReplicaFailure", "True").map(DeploymentCondition::getMessage);
        if (refused.isPresent()) {
            boolean byWebhook = refused.get().contains("webhook");
            return failed(ready, byWebhook ? Substate.WEBHOOK_ERROR : Substate.SUBSTATE_UNSPECIFIED, refused.get());
        }
        Optional<PodProblem> problem = PodProblem.worst(newest(pods));
        boolean isLate = condition(status, "Progressing", "False").isPresent();
        if (problem.isPresent() && (problem.get().isFailure() || isLate)) {
            return failed(ready, problem.get().substate(), problem.get().message());
        }
        if (isLate) {
            return failed(
                    ready,
                    Substate.INITIALIZING,
                    "the container runs, but port %d does not answer at the address of the pod: listen on 0.0.0.0 and on that port"
                            .formatted(port));
        }
        return deploying(
                ready,
                problem.map(PodProblem::substate).orElse(Substate.INITIALIZING),
                problem.map(PodProblem::message).orElse("waiting for port %d to answer".formatted(port)));
    }

    /** The pods of the template that the newest pod has: those before may well be healthy. */
    private static List<Pod> newest(List<Pod> pods) {
        Optional<String> template = pods.stream()
                .filter(pod -> pod.getMetadata().getCreationTimestamp() != null)
                .max((one, other) -> one.getMetadata()
                        .getCreationTimestamp()
                        .compareTo(other.getMetadata().getCreationTimestamp()))
                .map(pod -> pod.getMetadata().getLabels().get(REVISION_IN_PODS));
        return template.isEmpty()
                ? pods
                : pods.stream()
                        .filter(pod -> template.get()
                                .equals(pod.getMetadata().getLabels().get(REVISION_IN_PODS)))
                        .toList();
    }

    private static boolean isBehind(Deployment deployment, DeploymentStatus status) {
        Long wanted = deployment.getMetadata().getGeneration();
        Long observed = status.getObservedGeneration();
        return wanted != null && (observed == null || observed < wanted);
    }

    private static Optional<DeploymentCondition> condition(DeploymentStatus status, String type, String value) {
        return status.getConditions().stream()
                .filter(condition -> type.equals(condition.getType()) && value.equals(condition.getStatus()))
                .findFirst();
    }

    private static AppObservation failed(int ready, Substate substate, String message) {
        return of(Status.DeploymentStatus.DEPLOYMENT_STATUS_FAILED, substate, ready, message);
    }

    private static AppObservation deploying(int ready, Substate substate, String message) {
        return of(Status.DeploymentStatus.DEPLOYMENT_STATUS_DEPLOYING, substate, ready, message);
    }

    private static AppObservation of(Status.DeploymentStatus status, Substate substate, int ready, String message) {
        return AppObservation.of(status, substate, ready, message);
    }

    private static int number(Integer value) {
        return value == null ? 0 : value;
    }
}
