package org.flyte.executor.plugin.contract;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.flyte.crd.Names;
import org.flyte.executor.plugin.Details;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.PodKit;
import org.flyte.executor.plugin.PodRole;
import org.flyte.executor.plugin.PodVariant;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.plugin.StartException;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.idl.core.K8sPod;
import org.flyte.idl.core.KeyValuePair;
import org.flyte.idl.core.LogContext;
import org.flyte.idl.core.PodLogContext;
import org.flyte.idl.core.Resources;
import org.flyte.idl.core.Resources.ResourceEntry;
import org.flyte.idl.core.TaskTemplate;

/**
 * Pods without what a platform adds: the container or pod of the template with a variant's changes, and a verdict by the phase of the
 * pod alone. What the operator makes of the same template has more environment, labels, resources and scheduling, under the same names,
 * and commands that are filled in.
 */
record PlainPods(KubernetesClient client) implements PodKit {
    @Override
    public PodTemplateSpec template(TaskExecution execution, PodRole role, PodVariant variant) {
        TaskTemplate task = execution.template();
        PodSpec spec = spec(task);
        Container primary = spec.getContainers().getFirst();
        K8sPod overlay = variant.overlay();
        if (overlay.hasPodSpec()) {
            PodSpec over = parse(overlay);
            spec.setTolerations(over.getTolerations());
            spec.setNodeSelector(over.getNodeSelector());
            Container laidOver = over.getContainers().getFirst();
            primary.setEnv(laidOver.getEnv());
            if (laidOver.getResources() != null) {
                primary.setResources(laidOver.getResources());
            }
        }
        if (!variant.container().isEmpty()) {
            primary.setName(variant.container());
        }
        if (!variant.args().isEmpty()) {
            primary.setCommand(List.of());
            primary.setArgs(variant.args());
        }
        if (!variant.image().isEmpty()) {
            primary.setImage(variant.image());
        }
        if (!variant.resources().equals(Resources.getDefaultInstance())) {
            primary = withResources(primary, variant.resources());
        }
        spec.setContainers(List.of(primary));
        if (role.interruptible() && task.getMetadata().getInterruptible()) {
            spec.setNodeSelector(Map.of("interruptible", "true"));
        }
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .addToLabels(task.getK8SPod().getMetadata().getLabelsMap())
                .addToLabels(task.getMetadata().getMetadata().getLabelsMap())
                .addToLabels(overlay.getMetadata().getLabelsMap())
                .addToLabels(Names.LABEL_MANAGED, "true")
                .addToLabels(LABEL_ROLE, role.name())
                .addToAnnotations(overlay.getMetadata().getAnnotationsMap())
                .addToAnnotations(ANNOTATION_PRIMARY, primary.getName())
                .addToAnnotations(
                        Names.ANNOTATION_TASK_ACTION,
                        execution.action().getMetadata().getName())
                .addToAnnotations(Names.ANNOTATION_TASK_ACTION_UID, execution.uid())
                .addToAnnotations(Names.ANNOTATION_TRY, execution.objectName())
                .endMetadata()
                .withSpec(spec)
                .build();
    }

    private PodSpec spec(TaskTemplate task) {
        PodSpec spec;
        if (task.hasK8SPod()) {
            spec = parse(task.getK8SPod());
        } else if (task.hasContainer()) {
            spec = new PodSpec();
            spec.setContainers(List.of(container(task.getContainer())));
        } else {
            throw refused("the task template has no container", null);
        }
        spec.setRestartPolicy("Never");
        String account = task.getSecurityContext().getRunAs().getK8SServiceAccount();
        spec.setServiceAccountName(account.isEmpty() ? null : account);
        return spec;
    }

    private PodSpec parse(K8sPod pod) {
        try {
            return client.getKubernetesSerialization()
                    .unmarshal(JsonFormat.printer().print(pod.getPodSpec()), PodSpec.class);
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw refused("the pod spec cannot be read", e);
        }
    }

    private static StartException refused(String message, Exception cause) {
        return StartException.refused(Failure.permanent(Failure.BAD_TASK, message), cause);
    }

    private static Container container(org.flyte.idl.core.Container asked) {
        ContainerBuilder container = new ContainerBuilder()
                .withName(Names.PRIMARY_CONTAINER)
                .withImage(asked.getImage())
                .withCommand(asked.getCommandList())
                .withArgs(asked.getArgsList());
        for (KeyValuePair variable : asked.getEnvList()) {
            container
                    .addNewEnv()
                    .withName(variable.getKey())
                    .withValue(variable.getValue())
                    .endEnv();
        }
        return withResources(container.build(), asked.getResources());
    }

    private static Container withResources(Container container, Resources resources) {
        return new ContainerBuilder(container)
                .withNewResources()
                .withRequests(quantities(resources.getRequestsList()))
                .withLimits(quantities(resources.getLimitsList()))
                .endResources()
                .build();
    }

    private static Map<String, Quantity> quantities(List<ResourceEntry> entries) {
        Map<String, Quantity> quantities = new LinkedHashMap<>();
        for (ResourceEntry entry : entries) {
            String name = entry.getName() == Resources.ResourceName.GPU
                    ? "nvidia.com/gpu"
                    : entry.getName().name().toLowerCase(Locale.ROOT).replace('_', '-');
            quantities.put(name, new Quantity(entry.getValue()));
        }
        return quantities;
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
            default ->
                reasons(pod).contains("InvalidImageName")
                        ? Report.Failed.of(Failure.permanent("InvalidImageName", "the pod cannot start"), since)
                        : new Report.Active(Report.Phase.QUEUED, "", since, null, Details.NONE);
        };
    }

    /** Why containers of a pod wait. */
    private static List<String> reasons(Pod pod) {
        return pod.getStatus() == null
                ? List.of()
                : pod.getStatus().getContainerStatuses().stream()
                        .map(container -> container.getState().getWaiting().getReason())
                        .toList();
    }

    @Override
    public Optional<LogContext> logs(Stream<Pod> pods, String primaryPod) {
        LogContext.Builder logs = LogContext.newBuilder().setPrimaryPodName(primaryPod);
        pods.forEach(pod -> logs.addPods(PodLogContext.newBuilder()
                .setNamespace(pod.getMetadata().getNamespace())
                .setPodName(pod.getMetadata().getName())
                .setPrimaryContainerName(
                        pod.getMetadata().getAnnotations().getOrDefault(ANNOTATION_PRIMARY, Names.PRIMARY_CONTAINER))));
        return logs.getPodsCount() == 0 ? Optional.empty() : Optional.of(logs.build());
    }
}
