package org.flyte.executor.reconcile;

import java.util.Optional;
import org.flyte.crd.TaskAction;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskPlugin;
import org.flyte.idl.core.LogContext;
import org.flyte.idl.core.TaskMetadata;

/** The current try of a task and the plugin that carries it out. */
record ResolvedExecution(TaskExecution execution, TaskPlugin plugin) {
    TaskAction action() {
        return execution.action();
    }

    TaskMetadata metadata() {
        return execution.template().getMetadata();
    }

    /** False when the object existed already. */
    boolean start() {
        return plugin.start(execution);
    }

    void stop() {
        plugin.stop(execution);
    }

    Optional<LogContext> logs() {
        return plugin.logs(execution);
    }
}
