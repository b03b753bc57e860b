package org.flyte.apps.backend;

import org.flyte.idl.app.Status.DeploymentStatus;
import org.flyte.idl.app.Status.Substate;

/**
 * How an app is.
 *
 * @param replicas that are ready
 */
public record AppObservation(DeploymentStatus status, Substate substate, String message, int replicas) {
    public static AppObservation of(DeploymentStatus status, Substate substate, int replicas, String message) {
        return new AppObservation(status, substate, message, replicas);
    }
}
