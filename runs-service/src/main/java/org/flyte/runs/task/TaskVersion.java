package org.flyte.runs.task;

import org.flyte.idl.task.DocumentationEntity;
import org.flyte.idl.task.Environment;
import org.flyte.idl.task.TaskSpec;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.RequestFields;

/** A version of a task to be deployed, checked; descriptions are cut to what is stored of them. */
record TaskVersion(TaskKey key, TaskSpec spec) {
    private static final int MAX_SHORT_DESCRIPTION = 255;
    private static final int MAX_LONG_DESCRIPTION = 2048;
    private static final int MAX_SPEC_BYTES = 10 << 20;

    /** Fails with InvalidArgument that names the field. */
    static TaskVersion of(TaskKey key, TaskSpec spec) {
        RequestFields.required("spec.task_template", spec.hasTaskTemplate());
        if (spec.getSerializedSize() > MAX_SPEC_BYTES) {
            throw new InvalidArgument(
                    "spec has %d bytes, at most %d are stored", spec.getSerializedSize(), MAX_SPEC_BYTES);
        }
        RequestFields.text("spec.environment.name", spec.getEnvironment().getName(), 0, 255);
        RequestFields.text("spec.short_name", spec.getShortName(), 0, 255);
        TaskSpec.Builder stored = spec.toBuilder();
        if (spec.hasEnvironment()) {
            Environment.Builder environment = stored.getEnvironmentBuilder();
            environment.setDescription(RequestFields.truncated(environment.getDescription(), MAX_SHORT_DESCRIPTION));
        }
        if (spec.hasDocumentation()) {
            DocumentationEntity.Builder documentation = stored.getDocumentationBuilder();
            documentation.setShortDescription(
                    RequestFields.truncated(documentation.getShortDescription(), MAX_SHORT_DESCRIPTION));
            documentation.setLongDescription(
                    RequestFields.truncated(documentation.getLongDescription(), MAX_LONG_DESCRIPTION));
        }
        return new TaskVersion(key, stored.build());
    }

    /** The name without its environment; of a name that does not start with it, the part after the last dot. */
    String functionName() {
        String environment = spec.getEnvironment().getName();
        String name = key.name();
        return !environment.isEmpty() && name.startsWith(environment + ".") && name.length() > environment.length() + 1
                ? name.substring(environment.length() + 1)
                : name.substring(name.lastIndexOf('.') + 1);
    }
}
