package org.flyte.executor.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.reconcile.rule.ExecutionState;
import org.flyte.executor.reconcile.rule.ExecutionState.Running;
import org.flyte.executor.reconcile.rule.Observation;
import org.flyte.idl.common.ActionPhase;

/**
 * Remembers when the object of each action was first seen to run, until that is recorded. After a restart an object that
 * runs is seen anew.
 */
@ApplicationScoped
class UnrecordedRunning {
    private final Map<String, Sighting> byUid = new ConcurrentHashMap<>();
    private final Clock clock;

    UnrecordedRunning(Clock clock) {
        this.clock = clock;
    }

    /** What the status says, and whether the object of the current try was seen to run since. */
    ExecutionState complete(TaskExecution execution, ExecutionState recorded) {
        Sighting known = byUid.get(execution.uid());
        if (known == null || !known.object().equals(execution.objectName())) {
            return recorded;
        }
        if (recorded.hasRecordedRunning()) {
            byUid.remove(execution.uid(), known);
            return recorded;
        }
        return recorded.with(known.running());
    }

    /** The state after an observation. */
    ExecutionState seen(TaskExecution execution, ExecutionState state, Observation observation) {
        if (!(observation instanceof Observation.Active active)
                || active.phase() != ActionPhase.ACTION_PHASE_RUNNING
                || state.unrecorded() != null
                || state.hasRecordedRunning()) {
            return state;
        }
        Running running = new Running(active.since(), clock.instant());
        byUid.put(execution.uid(), new Sighting(execution.objectName(), running));
        return state.with(running);
    }

    /** It is recorded, or does not matter any more. */
    void forget(String uid) {
        byUid.remove(uid);
    }

    private record Sighting(String object, Running running) {}
}
