package org.flyte.apps.backend.knative;

import com.google.protobuf.util.Durations;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.flyte.apps.backend.AppAddresses;
import org.flyte.apps.backend.AppDefinition;
import org.flyte.apps.backend.AppLabels;
import org.flyte.apps.backend.pod.AppPayload;
import org.flyte.apps.backend.pod.AppPods;
import org.flyte.idl.app.AutoscalingConfig;
import org.flyte.idl.app.ScalingMetric;
import org.flyte.platform.model.GoDuration;

/** Makes the Service of Knative that runs an app. */
record KnativeFactory(AppPods pods, AppAddresses addresses, String namespace) {
    static final String VISIBILITY = "networking.knative.dev/visibility";

    private static final String AUTOSCALING = "autoscaling.knative.dev/";

    /** Whether the app has a public address; else Knative keeps it within the cluster. */
    boolean isPublic(AppDefinition app, AppPayload payload) {
        return addresses.host(app, payload.port().getContainerPort()).isPresent();
    }

    GenericKubernetesResource service(AppDefinition app) {
        AppPayload payload = pods.payload(app);
        PodTemplateSpec template = pods.template(app, payload);
        Map<String, String> annotations =
                new LinkedHashMap<>(template.getMetadata().getAnnotations());
        annotations.putAll(scaling(app));
        template.getMetadata().setAnnotations(annotations);
        Map<String, Object> pod = Serialization.jsonMapper().convertValue(template, Map.class);
        long timeout = Durations.toSeconds(app.spec().getTimeouts().getRequestTimeout());
        if (timeout > 0) {
            Map<String, Object> spec = new HashMap<>((Map<String, Object>) pod.get("spec"));
            spec.put("timeoutSeconds", timeout);
            pod.put("spec", spec);
        }
        Map<String, String> labels = AppLabels.of(app);
        if (!isPublic(app, payload)) {
            labels.put(VISIBILITY, "cluster-local");
        }
        GenericKubernetesResource service = new GenericKubernetesResource();
        service.setApiVersion("serving.knative.dev/v1");
        service.setKind("Service");
        service.setMetadata(new ObjectMetaBuilder()
                .withName(app.objectName())
                .withNamespace(namespace)
                .withLabels(labels)
                .build());
        service.setAdditionalProperty("spec", Map.of("template", pod));
        return service;
    }

    private static Map<String, String> scaling(AppDefinition app) {
        AutoscalingConfig scaling = app.spec().getAutoscaling();
        Map<String, String> annotations = new LinkedHashMap<>();
        annotations.put(
                AUTOSCALING + "min-scale", Integer.toString(app.replicas().getMin()));
        annotations.put(
                AUTOSCALING + "max-scale", Integer.toString(app.replicas().getMax()));
        if (scaling.hasScaledownPeriod()) {
            Duration window = Duration.ofSeconds(Durations.toSeconds(scaling.getScaledownPeriod()));
            annotations.put(AUTOSCALING + "window", new GoDuration(window).toString());
        }
        ScalingMetric metric = scaling.getScalingMetric();
        switch (metric.getMetricCase()) {
            case CONCURRENCY ->
                target(annotations, "concurrency", metric.getConcurrency().getTargetValue());
            case REQUEST_RATE ->
                target(annotations, "rps", metric.getRequestRate().getTargetValue());
            case METRIC_NOT_SET -> {}
        }
        return annotations;
    }

    private static void target(Map<String, String> annotations, String metric, int value) {
        annotations.put(AUTOSCALING + "metric", metric);
        annotations.put(AUTOSCALING + "target", Integer.toString(value));
    }
}
