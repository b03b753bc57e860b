package org.flyte.executor.pod;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.flyte.crd.Names;
import org.flyte.crd.TaskAction;
import org.flyte.executor.config.CopilotConfig;
import org.flyte.executor.config.PodConfig;
import org.flyte.executor.plugin.PodKit;
import org.flyte.executor.plugin.PodRole;
import org.flyte.executor.plugin.PodVariant;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.plugin.StartException;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.secret.SecretAnnotations;
import org.flyte.executor.secret.SecretDelivery;
import org.flyte.idl.core.LogContext;
import org.flyte.platform.storage.ObjectStore;

/** Makes and judges the pods of other plugins by the rules of task pods. */
@ApplicationScoped
class OperatorPodKit implements PodKit {
    private final KubernetesClient client;
    private final PodCache cache;
    private final PodTemplates templates;
    private final PodFactory factory;
    private final PodPhases phases;
    private final ObjectStore store;

    OperatorPodKit(
            KubernetesClient client,
            PodCache cache,
            PodTemplates templates,
            PodConfig pods,
            CopilotConfig copilot,
            ObjectStore store) {
        this.client = client;
        this.cache = cache;
        this.templates = templates;
        this.factory = new PodFactory(pods, copilot, client.getKubernetesSerialization());
        this.phases = new PodPhases(pods);
        this.store = store;
    }

    @Override
    public PodTemplateSpec template(TaskExecution execution, PodRole role, PodVariant variant) {
        try {
            TaskExecution asked = role.interruptible() ? execution : uninterrupted(execution);
            Pod pod = factory.create(asked, variant, templates.of(asked), new InputValues(store, execution));
            return new PodTemplateSpecBuilder()
                    .withMetadata(metadata(pod.getMetadata(), execution, role))
                    .withSpec(pod.getSpec())
                    .build();
        } catch (BadTemplateException e) {
            throw StartException.refused(e.failure(), e);
        }
    }

    private TaskExecution uninterrupted(TaskExecution execution) {
        TaskAction action = client.getKubernetesSerialization().clone(execution.action());
        action.getSpec().interruptible = false;
        return new TaskExecution(action, execution.template(), execution.attempt(), execution.lost());
    }

    private static ObjectMeta metadata(ObjectMeta ofTaskPod, TaskExecution execution, PodRole role) {
        return new ObjectMetaBuilder()
                .withLabels(ofTaskPod.getLabels())
                .removeFromLabels(SecretDelivery.LABEL_DELIVERED)
                .addToLabels(LABEL_ROLE, role.name())
                .withAnnotations(ofTaskPod.getAnnotations())
                .addToAnnotations(
                        Names.ANNOTATION_TASK_ACTION,
                        execution.action().getMetadata().getName())
                .addToAnnotations(Names.ANNOTATION_TASK_ACTION_UID, execution.uid())
                .addToAnnotations(Names.ANNOTATION_TRY, execution.objectName())
                .addToAnnotations(SecretAnnotations.of(
                        execution.template().getSecurityContext().getSecretsList()))
                .build();
    }

    @Override
    public Stream<Pod> pods(TaskExecution execution) {
        return cache.indirect(execution);
    }

    @Override
    public Report verdict(Pod pod, Instant now) {
        return phases.report(pod, now);
    }

    @Override
    public Optional<LogContext> logs(Stream<Pod> pods, String primaryPod) {
        List<LogContext> each = pods.map(TaskPod::new).map(TaskPod::logContext).toList();
        if (each.isEmpty()) {
            return Optional.empty();
        }
        LogContext.Builder all = LogContext.newBuilder().setPrimaryPodName(primaryPod);
        each.forEach(pod -> all.addAllPods(pod.getPodsList()));
        return Optional.of(all.build());
    }
}
