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

    /** The queue of actions that name none; it always exists. */
    public static final String DEFAULT = "default";

    private static final long serialVersionUID = 1L;

    /**
     * The name of an action's queue.
     *
     * @param named what the action says; null or empty for nothing
     */
    public static String nameOf(String named) {
        return named == null || named.isEmpty() ? DEFAULT : named;
    }

    @Override
    protected TaskQueueSpec initSpec() {
        return new TaskQueueSpec();
    }

    @Override
    protected TaskQueueStatus initStatus() {
        return null;
    }
}
