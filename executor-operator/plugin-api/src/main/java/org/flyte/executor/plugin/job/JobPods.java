package org.flyte.executor.plugin.job;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.flyte.executor.plugin.PodKit;
import org.flyte.executor.plugin.PodRole;
import org.flyte.executor.plugin.PodVariant;
import org.flyte.executor.plugin.TaskExecution;

/**
 * The pods of one job. The queue of Kueue that their labels name becomes a label of the job, which waits as a whole; its pods must not
 * wait a second time.
 */
public final class JobPods {
    /** The label by which Kueue holds a job until its queue has room for it. */
    public static final String QUEUE = "kueue.x-k8s.io/queue-name";

    private final PodKit kit;
    private final TaskExecution execution;
    private final Optional<String> queue;
    private final Map<String, String> jobLabels = new TreeMap<>();

    /** @param queue of jobs that name none themselves */
    public JobPods(PodKit kit, TaskExecution execution, Optional<String> queue) {
        this.kit = kit;
        this.execution = execution;
        this.queue = queue;
    }

    public TaskExecution execution() {
        return execution;
    }

    /** The pod of a role. */
    public PodTemplateSpec template(PodRole role, PodVariant variant) {
        return template(execution, role, variant);
    }

    /** The pod of a role that has another task template. */
    public PodTemplateSpec template(TaskExecution other, PodRole role, PodVariant variant) {
        PodTemplateSpec template = kit.template(other, role, variant);
        Map<String, String> labels = new TreeMap<>(template.getMetadata().getLabels());
        labels.forEach(role.interruptible() ? jobLabels::putIfAbsent : jobLabels::put);
        labels.remove(QUEUE);
        template.getMetadata().setLabels(labels);
        return template;
    }

    /** The labels of the job: those of its pods made so far. What a leading pod says counts more. */
    public Map<String, String> jobLabels() {
        Map<String, String> labels = new TreeMap<>(jobLabels);
        labels.remove(PodKit.LABEL_ROLE);
        queue.ifPresent(name -> labels.putIfAbsent(QUEUE, name));
        return labels;
    }

    /** The primary container of a pod of the kit. */
    public static Container primary(PodTemplateSpec template) {
        String name = template.getMetadata().getAnnotations().get(PodKit.ANNOTATION_PRIMARY);
        return template.getSpec().getContainers().stream()
                .filter(container -> container.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Changes the primary container, which becomes the first one: some controllers take the first for theirs. */
    public static PodTemplateSpec changePrimary(PodTemplateSpec template, UnaryOperator<ContainerBuilder> change) {
        Container primary = primary(template);
        List<Container> containers = new ArrayList<>(template.getSpec().getContainers());
        containers.remove(primary);
        containers.addFirst(change.apply(new ContainerBuilder(primary)).build());
        template.getSpec().setContainers(containers);
        return template;
    }

    /** Sets variables of the environment, in place of those of the same name. */
    public static ContainerBuilder setEnv(ContainerBuilder container, Map<String, String> values) {
        container.removeMatchingFromEnv(variable -> values.containsKey(variable.getName()));
        values.forEach((name, value) ->
                container.addNewEnv().withName(name).withValue(value).endEnv());
        return container;
    }

    /** Sets variables of the environment to fields of the pod, in place of those of the same name. */
    public static ContainerBuilder setEnvFromPod(ContainerBuilder container, Map<String, String> fields) {
        container.removeMatchingFromEnv(variable -> fields.containsKey(variable.getName()));
        fields.forEach((name, field) -> container
                .addNewEnv()
                .withName(name)
                .withNewValueFrom()
                .withNewFieldRef(null, field)
                .endValueFrom()
                .endEnv());
        return container;
    }

    /** Sets variables of the environment to resources of the container, in place of those of the same name. */
    public static ContainerBuilder setEnvFromResources(ContainerBuilder container, Map<String, String> resources) {
        container.removeMatchingFromEnv(variable -> resources.containsKey(variable.getName()));
        resources.forEach((name, resource) -> container
                .addNewEnv()
                .withName(name)
                .withNewValueFrom()
                .withNewResourceFieldRef()
                .withContainerName(container.getName())
                .withResource(resource)
                .endResourceFieldRef()
                .endValueFrom()
                .endEnv());
        return container;
    }
}
