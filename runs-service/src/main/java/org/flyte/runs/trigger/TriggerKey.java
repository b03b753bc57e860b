package org.flyte.runs.trigger;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import org.flyte.idl.common.TriggerName;
import org.flyte.platform.model.RequestFields;

/** A trigger of a task. */
@Embeddable
public record TriggerKey(
        String project,
        String domain,
        @Column(name = "task_name") String taskName,
        String name) {
    /** Fails with InvalidArgument that names the field. */
    public static TriggerKey of(String field, TriggerName name) {
        return new TriggerKey(
                RequestFields.required(field + ".project", name.getProject()),
                RequestFields.required(field + ".domain", name.getDomain()),
                RequestFields.text(field + ".task_name", name.getTaskName(), 1, 255),
                RequestFields.text(field + ".name", name.getName(), 1, 255));
    }

    public TriggerName toProto() {
        return TriggerName.newBuilder()
                .setProject(project)
                .setDomain(domain)
                .setName(name)
                .setTaskName(taskName)
                .build();
    }

    @Override
    public String toString() {
        return project + "/" + domain + "/" + taskName + "/" + name;
    }
}
