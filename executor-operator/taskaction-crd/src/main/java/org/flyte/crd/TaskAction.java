package org.flyte.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * One action of a run as a Kubernetes object. The spec is written once by actions-service; the status by
 * executor-operator, and by actions-service for the signal of a condition.
 */
@Group(TaskAction.GROUP)
@Version(TaskAction.VERSION)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
@AdditionalPrinterColumn(name = "Run", jsonPath = ".spec.runName")
@AdditionalPrinterColumn(name = "Action", jsonPath = ".spec.actionName")
@AdditionalPrinterColumn(name = "TaskType", jsonPath = ".spec.taskType")
@AdditionalPrinterColumn(name = "Status", jsonPath = ".status.phase")
@AdditionalPrinterColumn(name = "Attempt", jsonPath = ".status.attempts", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Error", jsonPath = ".status.errorState.code")
@AdditionalPrinterColumn(
        name = "Message",
        jsonPath = ".status.conditions[?(@.type==\"Progressing\")].message",
        priority = 1)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
        name = "Progressing",
        jsonPath = ".status.conditions[?(@.type==\"Progressing\")].reason",
        priority = 1)
@AdditionalPrinterColumn(
        name = "Succeeded",
        jsonPath = ".status.conditions[?(@.type==\"Succeeded\")].status",
        priority = 1)
@AdditionalPrinterColumn(name = "Failed", jsonPath = ".status.conditions[?(@.type==\"Failed\")].status", priority = 1)
public class TaskAction extends CustomResource<TaskActionSpec, TaskActionStatus> implements Namespaced {
    public static final String GROUP = "flyte.org";
    public static final String VERSION = "v1";
    public static final String KIND = "TaskAction";

    private static final long serialVersionUID = 1L;

    @Override
    protected TaskActionSpec initSpec() {
        return new TaskActionSpec();
    }

    @Override
    protected TaskActionStatus initStatus() {
        return null;
    }
}
