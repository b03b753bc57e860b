package org.flyte.executor.plugins.connector.job;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.flyte.crd.Names;
import org.flyte.crd.TaskActionSpec;
import org.flyte.executor.plugin.PodKit;
import org.flyte.executor.plugin.PodRole;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskFiles;
import org.flyte.idl.connector.CreateTaskRequest;
import org.flyte.idl.connector.TaskExecutionMetadata;
import org.flyte.idl.core.Identity;
import org.flyte.idl.core.NodeExecutionIdentifier;
import org.flyte.idl.core.TaskExecutionIdentifier;
import org.flyte.idl.core.TaskMetadata;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.idl.core.WorkflowExecutionIdentifier;

/** Makes the request that creates the job of a try, without its connection. Reads the inputs. */
final class CreateRequests {
    /** Annotation of the request with the idempotency key, for connectors that cannot see headers. */
    static final String KEY_ANNOTATION = "flyte.org/idempotency-key";

    private final TaskFiles files;
    private final PodKit pods;

    CreateRequests(TaskFiles files, PodKit pods) {
        this.files = files;
        this.pods = pods;
    }

    /** @throws org.flyte.executor.plugin.StartException when the task cannot be carried out */
    CreateTaskRequest.Builder of(TaskExecution execution) {
        Optional<Container> container = container(execution);
        return CreateTaskRequest.newBuilder()
                .setInputs(files.inputs(execution))
                .setTemplate(template(execution.template(), container))
                .setOutputPrefix(execution.files().folder())
                .setTaskExecutionMetadata(metadata(execution, container));
    }

    /** The container of the task as its pod would have it: commands filled in, with the environment of task pods. */
    private Optional<Container> container(TaskExecution execution) {
        if (!execution.template().hasContainer()) {
            return Optional.empty();
        }
        PodTemplateSpec pod = pods.template(execution, PodRole.leader("connector"));
        List<Container> containers = pod.getSpec().getContainers();
        return containers.stream()
                .filter(container -> container.getName().equals(Names.PRIMARY_CONTAINER))
                .findFirst()
                .or(() -> containers.stream().findFirst());
    }

    private static TaskTemplate template(TaskTemplate template, Optional<Container> container) {
        if (container.isEmpty()) {
            return template;
        }
        TaskTemplate.Builder filled = template.toBuilder();
        filled.getContainerBuilder()
                .clearCommand()
                .addAllCommand(container.get().getCommand())
                .clearArgs()
                .addAllArgs(container.get().getArgs());
        return filled.build();
    }

    private static TaskExecutionMetadata metadata(TaskExecution execution, Optional<Container> container) {
        TaskActionSpec spec = execution.spec();
        TaskMetadata task = execution.template().getMetadata();
        Identity identity = execution.template().getSecurityContext().getRunAs();
        return TaskExecutionMetadata.newBuilder()
                .setTaskExecutionId(id(execution))
                .setNamespace(execution.namespace())
                .putAllLabels(labels(execution))
                .putAllAnnotations(annotations(execution))
                .setK8SServiceAccount(
                        isSet(spec.serviceAccount) ? spec.serviceAccount : identity.getK8SServiceAccount())
                .putAllEnvironmentVariables(environment(spec, container))
                .setMaxAttempts(
                        (int) Math.min(Integer.toUnsignedLong(task.getRetries().getRetries()) + 1, Integer.MAX_VALUE))
                .setInterruptible(spec.interruptible != null ? spec.interruptible : task.getInterruptible())
                .setIdentity(identity)
                .build();
    }

    private static TaskExecutionIdentifier id(TaskExecution execution) {
        TaskActionSpec spec = execution.spec();
        return TaskExecutionIdentifier.newBuilder()
                .setTaskId(execution.template().getId())
                .setNodeExecutionId(NodeExecutionIdentifier.newBuilder()
                        .setNodeId(spec.actionName)
                        .setExecutionId(WorkflowExecutionIdentifier.newBuilder()
                                .setProject(spec.project)
                                .setDomain(spec.domain)
                                .setName(spec.runName)))
                .setRetryAttempt(execution.attempt() - 1)
                .build();
    }

    private static Map<String, String> labels(TaskExecution execution) {
        Map<String, String> labels =
                new TreeMap<>(execution.template().getMetadata().getMetadata().getLabelsMap());
        ObjectMeta action = execution.action().getMetadata();
        labels.putAll(action.getLabels() == null ? Map.of() : action.getLabels());
        return labels;
    }

    private static Map<String, String> annotations(TaskExecution execution) {
        Map<String, String> annotations =
                new TreeMap<>(execution.template().getMetadata().getMetadata().getAnnotationsMap());
        ObjectMeta action = execution.action().getMetadata();
        annotations.putAll(action.getAnnotations() == null ? Map.of() : action.getAnnotations());
        annotations.remove(Names.ANNOTATION_LAST_APPLIED);
        annotations.put(KEY_ANNOTATION, execution.idempotencyKey());
        return annotations;
    }

    /** Variables that a pod would get from elsewhere, such as its own name, have no value here. */
    private static Map<String, String> environment(TaskActionSpec spec, Optional<Container> container) {
        Map<String, String> environment = new TreeMap<>(spec.envVars == null ? Map.of() : spec.envVars);
        container.ifPresent(filled -> filled.getEnv().stream()
                .filter(variable -> variable.getValue() != null)
                .forEach(variable -> environment.put(variable.getName(), variable.getValue())));
        return environment;
    }

    private static boolean isSet(String text) {
        return text != null && !text.isEmpty();
    }
}
