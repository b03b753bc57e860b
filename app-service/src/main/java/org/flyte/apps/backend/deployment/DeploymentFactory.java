package org.flyte.apps.backend.deployment;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LifecycleBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.flyte.apps.AppsConfig;
import org.flyte.apps.backend.AppDefinition;
import org.flyte.apps.backend.AppLabels;
import org.flyte.apps.backend.pod.AppPayload;
import org.flyte.apps.backend.pod.AppPods;

/** Makes the Deployment of an app: its updates start new pods before they end old ones, which first leave the Service. */
record DeploymentFactory(AppPods pods, String namespace, AppsConfig.Rollout rollout, ProxyFactory proxy) {
    /** Most replicas that the autoscaler may ask for; absent when the number is fixed. */
    static final String MAX_REPLICAS = "flyte.org/app-max-replicas";

    private static final int HISTORY = 2;

    Deployment deployment(AppDefinition app) {
        AppPayload payload = pods.payload(app);
        serve(payload);
        PodTemplateSpec template = pods.template(app, payload);
        if (proxy.isWanted()) {
            proxy.addTo(template.getSpec(), payload.port());
        }
        template.getSpec()
                .setTerminationGracePeriodSeconds(
                        rollout.preStop().plus(rollout.grace()).toSeconds());
        Map<String, String> annotations = new HashMap<>();
        int least = Math.max(1, app.replicas().getMin());
        if (!app.isStopped() && app.replicas().getMax() > least) {
            annotations.put(MAX_REPLICAS, Integer.toString(app.replicas().getMax()));
        }
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName(app.objectName())
                .withNamespace(namespace)
                .withLabels(AppLabels.of(app))
                .withAnnotations(annotations)
                .endMetadata()
                .withNewSpec()
                .withReplicas(app.isStopped() ? 0 : least)
                .withRevisionHistoryLimit(HISTORY)
                .withProgressDeadlineSeconds((int) rollout.deadline().toSeconds())
                .withNewSelector()
                .addToMatchLabels(AppLabels.APP, app.objectName())
                .endSelector()
                .withNewStrategy()
                .withType("RollingUpdate")
                .withNewRollingUpdate()
                .withNewMaxUnavailable(0)
                .withNewMaxSurge(1)
                .endRollingUpdate()
                .endStrategy()
                .withTemplate(template)
                .endSpec()
                .build();
    }

    private void serve(AppPayload payload) {
        Container primary = payload.primary();
        if (primary.getReadinessProbe() == null && !proxy.isWanted()) {
            primary.setReadinessProbe(answers(payload.port().getContainerPort()));
        }
        Duration pause = rollout.preStop();
        if (primary.getLifecycle() == null && pause.toSeconds() > 0) {
            primary.setLifecycle(new LifecycleBuilder()
                    .withNewPreStop()
                    .withNewSleep(pause.toSeconds())
                    .endPreStop()
                    .build());
        }
    }

    /** Connections to a port are taken. */
    static Probe answers(int port) {
        return new ProbeBuilder()
                .withNewTcpSocket()
                .withNewPort(port)
                .endTcpSocket()
                .withPeriodSeconds(2)
                .withTimeoutSeconds(2)
                .withFailureThreshold(3)
                .build();
    }
}
