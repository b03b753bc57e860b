package org.flyte.executor.pod;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;
import java.util.TreeMap;
import org.flyte.crd.Names;
import org.flyte.crd.TaskActionSpec;
import org.flyte.executor.config.PodConfig;
import org.flyte.executor.plugin.PodKit;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.secret.SecretDelivery;
import org.flyte.idl.core.K8sObjectMetadata;
import org.flyte.idl.core.TaskTemplate;

/** Makes name, labels and annotations of a task pod; see docs/behaviour/pods.md. */
final class PodMetadata {
    static final String PRIMARY_ANNOTATION = PodKit.ANNOTATION_PRIMARY;
    private static final String DEFAULT_CONTAINER_ANNOTATION = "kubectl.kubernetes.io/default-container";
    private static final String SAFE_TO_EVICT = "cluster-autoscaler.kubernetes.io/safe-to-evict";

    private final PodConfig config;

    PodMetadata(PodConfig config) {
        this.config = config;
    }

    ObjectMeta of(TaskExecution execution, RawPod raw) {
        return new ObjectMetaBuilder()
                .withName(execution.objectName())
                .withNamespace(execution.namespace())
                .withLabels(labels(execution, raw))
                .withAnnotations(annotations(execution, raw))
                .build();
    }

    private Map<String, String> labels(TaskExecution execution, RawPod raw) {
        TaskActionSpec spec = execution.spec();
        TaskTemplate template = execution.template();
        Map<String, String> labels = new TreeMap<>(config.defaultLabels());
        labels.putAll(raw.labels());
        labels.putAll(ofTask(template).getLabelsMap());
        labels.putAll(nonNull(execution.action().getMetadata().getLabels()));
        put(labels, "organization", "flyte");
        put(labels, "project", spec.project);
        put(labels, "domain", spec.domain);
        put(labels, "run", spec.runName);
        put(labels, "action", spec.actionName);
        put(labels, "attempt", Integer.toString(execution.attempt()));
        put(labels, "task-name", template.getId().getName());
        labels.put(Names.LABEL_MANAGED, "true");
        if (template.getSecurityContext().getSecretsCount() > 0) {
            labels.put("inject-flyte-secrets", "true");
            labels.put(SecretDelivery.LABEL_DELIVERED, "delivered");
        }
        return labels;
    }

    private Map<String, String> annotations(TaskExecution execution, RawPod raw) {
        Map<String, String> annotations = new TreeMap<>();
        annotations.put(SAFE_TO_EVICT, "false");
        annotations.putAll(config.defaultAnnotations());
        annotations.putAll(raw.annotations());
        annotations.putAll(ofTask(execution.template()).getAnnotationsMap());
        annotations.putAll(nonNull(execution.action().getMetadata().getAnnotations()));
        annotations.remove(Names.ANNOTATION_LAST_APPLIED);
        annotations.remove(Names.ANNOTATION_TRACE_PARENT);
        annotations.put(PRIMARY_ANNOTATION, raw.primary());
        annotations.putIfAbsent(DEFAULT_CONTAINER_ANNOTATION, raw.primary());
        return annotations;
    }

    private static K8sObjectMetadata ofTask(TaskTemplate template) {
        return template.getMetadata().getMetadata();
    }

    private static void put(Map<String, String> labels, String name, String value) {
        String legal = Names.labelValue(value);
        if (!legal.isEmpty()) {
            labels.put(name, legal);
        }
    }

    private static Map<String, String> nonNull(Map<String, String> map) {
        return map == null ? Map.of() : map;
    }
}
