package org.flyte.executor;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.flyte.crd.Names;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionSpec;
import org.flyte.crd.Template;
import org.flyte.idl.core.Container;
import org.flyte.idl.core.Identifier;
import org.flyte.idl.core.RetryStrategy;
import org.flyte.idl.core.TaskMetadata;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.idl.core.TypedInterface;
import org.flyte.idl.core.VariableEntry;
import org.flyte.idl.core.VariableMap;

/** TaskActions for tests, as actions-service makes them. */
public final class Actions {
    private Actions() {}

    /** A template of a container whose interface has one output. */
    public static TaskTemplate.Builder template() {
        return TaskTemplate.newBuilder()
                .setType("python")
                .setId(Identifier.newBuilder()
                        .setProject("p")
                        .setDomain("d")
                        .setName("env.task")
                        .setVersion("v1"))
                .setInterface(TypedInterface.newBuilder()
                        .setOutputs(VariableMap.newBuilder()
                                .addVariables(VariableEntry.newBuilder().setKey("o0"))))
                .setContainer(Container.newBuilder()
                        .setImage("image:1")
                        .addArgs("a0")
                        .addArgs("--outputs-path")
                        .addArgs("{{.outputPrefix}}"));
    }

    public static TaskTemplate.Builder template(int retries) {
        return template()
                .setMetadata(TaskMetadata.newBuilder()
                        .setRetries(RetryStrategy.newBuilder().setRetries(retries)));
    }

    /** A root action of a run of its own. */
    public static TaskAction action(String namespace, String base, TaskTemplate template) {
        return action(namespace, base, template, spec -> {});
    }

    public static TaskAction action(
            String namespace, String base, TaskTemplate template, Consumer<TaskActionSpec> change) {
        TaskAction action = new TaskAction();
        TaskActionSpec spec = action.getSpec();
        spec.project = "p";
        spec.domain = "d";
        spec.runName = "r" + UUID.randomUUID().toString().substring(0, 8);
        spec.actionName = "a0";
        spec.taskType = "python";
        spec.taskTemplate = Template.encode(template.toByteArray());
        spec.runOutputBase = base + "/p/d/" + spec.runName + "/";
        spec.inputUri = spec.runOutputBase + "a0/inputs.pb";
        change.accept(spec);
        action.setMetadata(new ObjectMetaBuilder()
                .withName(Names.resource(spec.project, spec.domain, spec.runName, spec.actionName))
                .withNamespace(namespace)
                .withFinalizers(Names.FINALIZER)
                .withLabels(Map.of(
                        Names.LABEL_PROJECT, spec.project,
                        Names.LABEL_DOMAIN, spec.domain,
                        Names.LABEL_RUN, spec.runName,
                        Names.LABEL_ACTION, spec.actionName,
                        Names.LABEL_IS_ROOT, "true"))
                .build());
        return action;
    }
}
