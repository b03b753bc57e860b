package org.flyte.executor.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flyte.crd.Names;
import org.flyte.executor.config.CopilotConfig;
import org.flyte.executor.config.PodConfig;
import org.flyte.executor.plugin.StartException;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.platform.storage.ObjectStore;

/** Makes the pod of a try as {@link PodPlugin} does, and takes out of it what is of this try alone. */
@ApplicationScoped
public class WarmTasks {
    /** Variables whose values differ between the tries that may share a pod. */
    private static final Set<String> OF_ONE_TRY = Set.of(
            "ACTION_NAME",
            "RUN_NAME",
            "FLYTE_INTERNAL_EXECUTION_ID",
            "FLYTE_ATTEMPT_NUMBER",
            "FLYTE_INTERNAL_TASK_NAME",
            "FLYTE_INTERNAL_NAME",
            "_U_RUN_BASE",
            ContainerEnvironment.TRACE_PARENT);

    private static final Set<String> LABELS_OF_ONE_TRY = Set.of("run", "action", "attempt", "task-name");
    private static final String OWN_LABELS = "flyte.org/";

    private final PodTemplates templates;
    private final PodFactory factory;
    private final ObjectStore store;

    WarmTasks(
            KubernetesClient client, PodTemplates templates, PodConfig pods, CopilotConfig copilot, ObjectStore store) {
        this.templates = templates;
        this.factory = new PodFactory(pods, copilot, client.getKubernetesSerialization());
        this.store = store;
    }

    /** @throws StartException when the template cannot become a pod */
    public WarmTask of(TaskExecution execution) {
        try {
            return split(factory.create(execution, templates.of(execution), new InputValues(store, execution)));
        } catch (BadTemplateException e) {
            throw StartException.refused(e.failure(), e);
        }
    }

    private static WarmTask split(Pod pod) {
        String name = new TaskPod(pod).primary();
        Container primary = pod.getSpec().getContainers().stream()
                .filter(container -> container.getName().equals(name))
                .findFirst()
                .orElseThrow();
        Map<String, String> variables = primary.getEnv().stream()
                .filter(variable -> isOfOneTry(variable) && variable.getValue() != null)
                .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
        List<String> command = Stream.concat(primary.getCommand().stream(), primary.getArgs().stream())
                .toList();
        return new WarmTask(shared(pod, name), name, command, variables);
    }

    private static PodTemplateSpec shared(Pod pod, String primary) {
        Map<String, String> labels = new TreeMap<>(pod.getMetadata().getLabels());
        labels.keySet()
                .removeIf(label -> LABELS_OF_ONE_TRY.contains(label)
                        || (label.startsWith(OWN_LABELS) && !label.equals(Names.LABEL_SHARD)));
        return new PodTemplateSpecBuilder()
                .withMetadata(new ObjectMetaBuilder()
                        .withLabels(labels)
                        .withAnnotations(pod.getMetadata().getAnnotations())
                        .build())
                .withSpec(new PodSpecBuilder(pod.getSpec())
                        .withContainers(shared(pod.getSpec().getContainers(), primary))
                        .withInitContainers(shared(pod.getSpec().getInitContainers(), primary))
                        .build())
                .build();
    }

    private static List<Container> shared(List<Container> containers, String primary) {
        return containers.stream()
                .map(container -> {
                    ContainerBuilder builder = new ContainerBuilder(container)
                            .withEnv(container.getEnv().stream()
                                    .filter(variable -> !isOfOneTry(variable))
                                    .toList());
                    if (container.getName().equals(primary)) {
                        builder.withCommand(List.of()).withArgs(List.of());
                    }
                    return builder.build();
                })
                .toList();
    }

    private static boolean isOfOneTry(EnvVar variable) {
        return OF_ONE_TRY.contains(variable.getName());
    }
}
