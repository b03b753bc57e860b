package org.flyte.apps.backend.deployment;

import com.google.protobuf.util.Durations;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import org.flyte.apps.backend.AppDefinition;
import org.flyte.apps.backend.AppLabels;
import org.flyte.idl.app.AutoscalingConfig;

/** Makes the HorizontalPodAutoscaler of an app with more than one number of replicas. */
record AutoscalerFactory(String namespace, int cpuTarget) {
    boolean isWanted(AppDefinition app) {
        return !app.isStopped() && app.replicas().getMax() > least(app);
    }

    HorizontalPodAutoscaler autoscaler(AppDefinition app) {
        AutoscalingConfig scaling = app.spec().getAutoscaling();
        var builder = new HorizontalPodAutoscalerBuilder()
                .withNewMetadata()
                .withName(app.objectName())
                .withNamespace(namespace)
                .withLabels(AppLabels.of(app))
                .endMetadata()
                .withNewSpec()
                .withNewScaleTargetRef("apps/v1", "Deployment", app.objectName())
                .withMinReplicas(least(app))
                .withMaxReplicas(app.replicas().getMax())
                .addNewMetric()
                .withType("Resource")
                .withNewResource()
                .withName("cpu")
                .withNewTarget()
                .withType("Utilization")
                .withAverageUtilization(cpuTarget)
                .endTarget()
                .endResource()
                .endMetric();
        if (scaling.hasScaledownPeriod()) {
            builder.withNewBehavior()
                    .withNewScaleDown()
                    .withStabilizationWindowSeconds((int) Durations.toSeconds(scaling.getScaledownPeriod()))
                    .endScaleDown()
                    .endBehavior();
        }
        return builder.endSpec().build();
    }

    private static int least(AppDefinition app) {
        return Math.max(1, app.replicas().getMin());
    }
}
