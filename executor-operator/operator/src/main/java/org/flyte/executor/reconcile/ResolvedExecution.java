package org.flyte.executor.reconcile;

import java.util.Optional;
import org.flyte.crd.TaskAction;
import org.flyte.executor.plugin.StartResult;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskPlugin;
import org.flyte.idl.core.LogContext;
import org.flyte.idl.core.TaskMetadata;

/**
 * The current try of a task and the plugin that carries it out.
 *
 * @param waitsFor why it is not known yet which plugin does; empty when it is known
 */
record ResolvedExecution(TaskExecution execution, TaskPlugin plugin, Optional<String> waitsFor) {
    /** Of a plugin that is known. */
    ResolvedExecution(TaskExecution execution, TaskPlugin plugin) {
        this(execution, plugin, Optional.empty());
    }

    TaskAction action() {
        return execution.action();
    }

    TaskMetadata metadata() {
        return execution.template().getMetadata();
    }

    StartResult start() {
        return plugin.start(execution);
    }

    void stop() {
        plugin.stop(execution);
    }

    Optional<LogContext> logs() {
        return plugin.logs(execution);
    }

    Optional<String> primaryPod() {
        return plugin.primaryPod(execution);
    }
}
