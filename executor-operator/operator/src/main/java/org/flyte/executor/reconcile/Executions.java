package org.flyte.executor.reconcile;

import org.flyte.crd.Names;
import org.flyte.crd.TaskAction;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.idl.core.TaskTemplate;

/** The current try of an action. */
final class Executions {
    private Executions() {}

    static TaskExecution current(TaskAction action, TaskTemplate template) {
        return new TaskExecution(action, template, StatusView.attempt(action), StatusView.status(action).podTries);
    }

    static String objectName(TaskAction action, int attempt, int lost) {
        return Names.pod(action.getMetadata().getName(), attempt, lost);
    }
}
