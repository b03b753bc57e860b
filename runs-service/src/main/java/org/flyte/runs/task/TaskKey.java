package org.flyte.runs.task;

import jakarta.persistence.Embeddable;
import org.flyte.idl.task.TaskIdentifier;
import org.flyte.platform.model.RequestFields;

/** One version of a task. */
@Embeddable
public record TaskKey(String project, String domain, String name, String version) {
    /** Fails with InvalidArgument that names the field. */
    public static TaskKey of(String field, TaskIdentifier id) {
        return new TaskKey(
                RequestFields.required(field + ".project", id.getProject()),
                RequestFields.required(field + ".domain", id.getDomain()),
                RequestFields.text(field + ".name", id.getName(), 1, 255),
                RequestFields.text(field + ".version", id.getVersion(), 1, 255));
    }

    public TaskIdentifier toProto() {
        return TaskIdentifier.newBuilder()
                .setProject(project)
                .setDomain(domain)
                .setName(name)
                .setVersion(version)
                .build();
    }
}
