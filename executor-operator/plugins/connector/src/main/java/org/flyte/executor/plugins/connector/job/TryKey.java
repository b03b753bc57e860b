package org.flyte.executor.plugins.connector.job;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionSpec;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.idl.core.TaskTemplate;

/** What the tries of actions are known by in maps: in order, those of one action are beside each other. */
final class TryKey {
    private TryKey() {}

    static String of(TaskExecution execution) {
        return of(execution, execution.objectName());
    }

    /** @param tryName of any try of the action */
    static String of(TaskExecution execution, String tryName) {
        return execution.uid() + "/" + tryName;
    }

    /** Below the keys of all tries of the action. */
    static String first(TaskExecution execution) {
        return execution.uid() + "/";
    }

    /** Above them. */
    static String last(TaskExecution execution) {
        return execution.uid() + "0";
    }

    /** The same try with what is needed to call its connector, to wake its action and to name it: it may be kept for long. */
    static TaskExecution lean(TaskExecution execution) {
        TaskAction action = new TaskAction();
        action.setMetadata(new ObjectMetaBuilder()
                .withName(execution.action().getMetadata().getName())
                .withNamespace(execution.namespace())
                .withUid(execution.uid())
                .build());
        TaskActionSpec spec = action.getSpec();
        spec.project = execution.spec().project;
        spec.domain = execution.spec().domain;
        spec.runName = execution.spec().runName;
        spec.actionName = execution.spec().actionName;
        return new TaskExecution(action, TaskTemplate.getDefaultInstance(), execution.attempt(), execution.lost());
    }
}
