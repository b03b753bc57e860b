package org.flyte.apps.backend;

import org.flyte.apps.AppKey;
import org.flyte.apps.spec.rule.AppNames;
import org.flyte.idl.app.Replicas;
import org.flyte.idl.app.Spec;
import org.flyte.idl.app.Spec.DesiredState;

/**
 * What is to run.
 *
 * @param objectName name of its objects
 */
public record AppDefinition(AppKey key, String objectName, long revision, Spec spec) {
    /** With the name by rule. */
    public static AppDefinition of(AppKey key, long revision, Spec spec) {
        return new AppDefinition(key, AppNames.objectName(key), revision, spec);
    }

    public boolean isStopped() {
        return spec.getDesiredState() == DesiredState.DESIRED_STATE_STOPPED;
    }

    /** Bounds of the number of replicas; one replica when the spec says none. */
    public Replicas replicas() {
        return spec.getAutoscaling().hasReplicas()
                ? spec.getAutoscaling().getReplicas()
                : Replicas.newBuilder().setMin(1).setMax(1).build();
    }
}
