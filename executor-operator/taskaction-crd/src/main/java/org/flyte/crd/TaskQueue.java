package org.flyte.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/** A queue of actions by its name, in the namespace of the services. Made by administrators; see docs/behaviour/queues.md. */
@Group(TaskAction.GROUP)
@Version(TaskAction.VERSION)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
@AdditionalPrinterColumn(name = "Priority", jsonPath = ".spec.priority", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Concurrency",
        jsonPath = ".spec.concurrency",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Depth", jsonPath = ".spec.depth", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Working", jsonPath = ".status.working", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Waiting", jsonPath = ".status.waiting", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public class TaskQueue extends CustomResource<TaskQueueSpec, TaskQueueStatus> implements Namespaced {
    public static final String KIND = "TaskQueue";

    private static final long serialVersionUID = 1L;

    @Override
    protected TaskQueueSpec initSpec() {
        return new TaskQueueSpec();
    }

    @Override
    protected TaskQueueStatus initStatus() {
        return null;
    }
}
