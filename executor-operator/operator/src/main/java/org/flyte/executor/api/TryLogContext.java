package org.flyte.executor.api;

import org.flyte.executor.plugin.TaskExecution;
import org.flyte.platform.model.RunKey;
import org.flyte.platform.runtime.LogContext;
import org.flyte.platform.runtime.LogKey;

/** What the log lines about a try have in common. */
public final class TryLogContext {
    private TryLogContext() {}

    /** Run, action, attempt and the name of the try, which is that of its pod if it has one. */
    public static LogContext of(TaskExecution execution) {
        var spec = execution.spec();
        return LogContext.ofAction(new RunKey(spec.project, spec.domain, spec.runName), spec.actionName)
                .with(LogKey.ATTEMPT, execution.attempt())
                .with(LogKey.POD, execution.namespace() + "/" + execution.objectName());
    }
}
