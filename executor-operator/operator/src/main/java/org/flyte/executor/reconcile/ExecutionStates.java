package org.flyte.executor.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.crd.TaskAction;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.reconcile.rule.ExecutionState;
import org.flyte.executor.reconcile.rule.Observation;
import org.flyte.executor.reconcile.status.StatusStore;

/** The state of an execution: what the status records, and what was seen since and is not recorded yet. */
@ApplicationScoped
class ExecutionStates {
    private final StatusStore statuses;
    private final UnrecordedRunning running;

    ExecutionStates(StatusStore statuses, UnrecordedRunning running) {
        this.statuses = statuses;
        this.running = running;
    }

    boolean isTerminal(TaskAction action) {
        return statuses.isTerminal(action);
    }

    ExecutionState of(TaskExecution execution) {
        return running.complete(execution, statuses.state(execution.action()));
    }

    /** The state after an observation. */
    ExecutionState after(TaskExecution execution, ExecutionState state, Observation observation) {
        return running.seen(execution, state, observation);
    }

    /** What was seen is recorded, or does not matter any more. */
    void forget(TaskExecution execution) {
        running.forget(execution.uid());
    }
}
