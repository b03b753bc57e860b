package org.flyte.executor.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.crd.TaskAction;
import org.flyte.executor.event.ActionEventPublisher;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskPlugin;
import org.flyte.idl.core.TaskTemplate;

/** Ends an action whose TaskAction is being deleted (executor spec §3.8), whatever its spec looks like. */
@ApplicationScoped
class AbortTask {
    private final Plugins plugins;
    private final ActionEventPublisher publisher;
    private final OwnWrites ownWrites;

    AbortTask(Plugins plugins, ActionEventPublisher publisher, OwnWrites ownWrites) {
        this.plugins = plugins;
        this.publisher = publisher;
        this.ownWrites = ownWrites;
    }

    /** Stops the pods and tells it. True once every event has reached the broker: then the object may go. */
    boolean abort(TaskAction action) {
        TaskExecution execution = Executions.current(action, TaskTemplate.getDefaultInstance());
        TaskPlugin plugin = plugins.of(String.valueOf(action.getSpec().taskType));
        plugin.stopAll(execution);
        boolean aborted = !StatusView.isTerminal(action);
        boolean told = publisher.conclude(action, aborted, plugin.logs(execution));
        if (told) {
            publisher.forget(action.getMetadata().getUid());
            ownWrites.forget(action.getMetadata().getUid());
        }
        return told;
    }
}
