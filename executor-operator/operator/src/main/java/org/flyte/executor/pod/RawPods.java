package org.flyte.executor.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import org.flyte.crd.Names;
import org.flyte.idl.core.K8sPod;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.model.StructJson;

/** Takes the pod out of a template: from its container, or from the pod spec it brings. */
final class RawPods {
    private final KubernetesSerialization json;
    private final Accelerators accelerators;

    RawPods(KubernetesSerialization json, Accelerators accelerators) {
        this.json = json;
        this.accelerators = accelerators;
    }

    RawPod of(TaskTemplate template) {
        return switch (template.getTargetCase()) {
            case CONTAINER -> ofContainer(template.getContainer(), accelerators.resourceOf(template));
            case K8S_POD -> ofPod(template.getK8SPod(), template.getConfigMap());
            case SQL, TARGET_NOT_SET ->
                throw new BadTemplateException(
                        "task type '%s': the template has neither a container nor a pod", template.getType());
        };
    }

    private static RawPod ofContainer(org.flyte.idl.core.Container container, String accelerator) {
        Container primary = new ContainerBuilder()
                .withName(Names.PRIMARY_CONTAINER)
                .withImage(container.getImage())
                .withCommand(container.getCommandList())
                .withArgs(container.getArgsList())
                .withEnv(container.getEnvList().stream()
                        .map(pair -> new EnvVarBuilder()
                                .withName(pair.getKey())
                                .withValue(pair.getValue())
                                .build())
                        .toList())
                .withResources(PodResources.of(container.getResources(), accelerator))
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .build();
        PodSpec spec = new PodSpecBuilder().withContainers(primary).build();
        return new RawPod(spec, Names.PRIMARY_CONTAINER, Map.of(), Map.of());
    }

    private RawPod ofPod(K8sPod pod, Map<String, String> config) {
        PodSpec spec = parse(pod);
        String primary = primary(pod, config, spec);
        if (spec.getContainers().stream().noneMatch(container -> primary.equals(container.getName()))) {
            throw new BadTemplateException("the pod spec has no container named '%s', its primary", primary);
        }
        return new RawPod(
                spec,
                primary,
                pod.getMetadata().getLabelsMap(),
                pod.getMetadata().getAnnotationsMap());
    }

    /** @throws BadTemplateException when it is no pod spec */
    PodSpec parse(K8sPod pod) {
        try {
            return json.convertValue(StructJson.toMap(pod.getPodSpec()), PodSpec.class);
        } catch (IllegalArgumentException e) {
            throw new BadTemplateException("the pod spec cannot be read: %s", e.getMessage());
        }
    }

    private static String primary(K8sPod pod, Map<String, String> config, PodSpec spec) {
        if (!pod.getPrimaryContainerName().isEmpty()) {
            return pod.getPrimaryContainerName();
        }
        String configured = config.get("primary_container_name");
        if (configured != null) {
            return configured;
        }
        List<Container> containers = spec.getContainers();
        if (containers.size() == 1) {
            return containers.getFirst().getName();
        }
        throw new BadTemplateException("the pod spec has %d containers and names no primary", containers.size());
    }
}
