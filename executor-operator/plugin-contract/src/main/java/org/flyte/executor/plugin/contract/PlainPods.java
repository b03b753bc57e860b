package org.flyte.executor.plugin.contract;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.flyte.crd.Names;
import org.flyte.executor.plugin.Details;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.PodKit;
import org.flyte.executor.plugin.PodRole;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.plugin.StartException;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.idl.core.LogContext;
import org.flyte.idl.core.PodLogContext;

/**
 * Pods without what a platform adds: the container of the template, and a verdict by the phase of the pod alone. What the operator
 * makes of the same template has more environment, labels, resources and scheduling, under the same names.
 */
record PlainPods(KubernetesClient client) implements PodKit {
    @Override
    public PodTemplateSpec template(TaskExecution execution, PodRole role) {
        if (!execution.template().hasContainer()) {
            throw StartException.refused(
                    Failure.permanent(Failure.BAD_TASK, "the task template has no container"), null);
        }
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .addToLabels(Names.LABEL_MANAGED, "true")
                .addToLabels(LABEL_ROLE, role.name())
                .addToAnnotations(
                        Names.ANNOTATION_TASK_ACTION,
                        execution.action().getMetadata().getName())
                .addToAnnotations(Names.ANNOTATION_TASK_ACTION_UID, execution.uid())
                .addToAnnotations(Names.ANNOTATION_TRY, execution.objectName())
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy("Never")
                .withContainers(container(execution.template().getContainer()))
                .endSpec()
                .build();
    }

    private static Container container(org.flyte.idl.core.Container asked) {
        return new ContainerBuilder()
                .withName(Names.PRIMARY_CONTAINER)
                .withImage(asked.getImage())
                .withCommand(asked.getCommandList())
                .withArgs(asked.getArgsList())
                .build();
    }

    @Override
    public Stream<Pod> pods(TaskExecution execution) {
        return client
                .pods()
                .inNamespace(execution.namespace())
                .withLabel(Names.LABEL_MANAGED, "true")
                .list()
                .getItems()
                .stream()
                .filter(pod -> pod.getMetadata().getAnnotations() != null)
                .filter(pod -> execution
                        .uid()
                        .equals(pod.getMetadata().getAnnotations().get(Names.ANNOTATION_TASK_ACTION_UID)))
                .filter(pod -> execution
                        .objectName()
                        .equals(pod.getMetadata().getAnnotations().get(Names.ANNOTATION_TRY)));
    }

    @Override
    public Report verdict(Pod pod, Instant now) {
        Instant since = Instant.parse(pod.getMetadata().getCreationTimestamp());
        String phase = pod.getStatus() == null
                ? "Pending"
                : String.valueOf(pod.getStatus().getPhase());
        return switch (phase) {
            case "Succeeded" -> Report.Completed.byFiles(since);
            case "Failed" -> Report.Failed.of(Failure.user("Error", "the pod failed"), since);
            case "Running" -> Report.Active.of(Report.Phase.RUNNING, since);
            default -> new Report.Active(Report.Phase.QUEUED, "", since, null, Details.NONE);
        };
    }

    @Override
    public Optional<LogContext> logs(Stream<Pod> pods, String primaryPod) {
        LogContext.Builder logs = LogContext.newBuilder().setPrimaryPodName(primaryPod);
        pods.forEach(pod -> logs.addPods(PodLogContext.newBuilder()
                .setNamespace(pod.getMetadata().getNamespace())
                .setPodName(pod.getMetadata().getName())
                .setPrimaryContainerName(Names.PRIMARY_CONTAINER)));
        return logs.getPodsCount() == 0 ? Optional.empty() : Optional.of(logs.build());
    }
}
