package org.flyte.executor.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionSpec;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.reconcile.rule.ExecutionState;
import org.flyte.executor.reconcile.rule.Observation;
import org.flyte.executor.reconcile.rule.RunSlots;
import org.flyte.executor.reconcile.rule.RunSlots.Member;
import org.flyte.executor.reconcile.status.StatusStore;

/**
 * Holds the limit of a run, {@code max_action_concurrency}: an action beyond it waits until another one has ended. Kept in
 * memory; after a restart, what is at work is read from the statuses.
 */
@ApplicationScoped
class RunConcurrency {
    private final StatusStore statuses;
    private final WakeUps wakeUps;
    /** By the index {@link FinishedRunCleaner#BY_RUN}; guarded by this. */
    private final Map<String, RunSlots> runs = new HashMap<>();

    private volatile Function<String, List<TaskAction>> cached = run -> List.of();

    RunConcurrency(StatusStore statuses, WakeUps wakeUps) {
        this.statuses = statuses;
        this.wakeUps = wakeUps;
    }

    /** @param byRun the TaskActions with a value in the index {@link FinishedRunCleaner#BY_RUN} */
    void open(Function<String, List<TaskAction>> byRun) {
        cached = byRun;
    }

    /** Before the object of an attempt is made; empty when it may be made. */
    Optional<Observation> beforeStart(TaskExecution execution, ExecutionState state) {
        TaskActionSpec spec = execution.spec();
        if (spec.maxActionConcurrency == null || mayStart(execution)) {
            return Optional.empty();
        }
        wake(execution, next(execution));
        String reason = "the run has as many actions at work as it may have at once: %d (max_action_concurrency)"
                .formatted(spec.maxActionConcurrency);
        return Optional.of(new Observation.NotYet(reason, state.times().queuedAt()));
    }

    /** The action has ended: others may start. */
    void end(TaskExecution execution) {
        if (execution.spec().maxActionConcurrency != null) {
            wake(execution, leave(FinishedRunCleaner.runOf(execution.action()), execution.spec().actionName));
        }
    }

    private void wake(TaskExecution execution, List<Member> members) {
        members.forEach(next -> wakeUps.mayStart(execution.namespace(), next.resource()));
    }

    /** The parent of an action that waits does not count any more, so that the next in the queue may be able to start. */
    private synchronized List<Member> next(TaskExecution execution) {
        RunSlots slots = runs.get(FinishedRunCleaner.runOf(execution.action()));
        return slots == null ? List.of() : slots.next();
    }

    private synchronized boolean mayStart(TaskExecution execution) {
        TaskActionSpec spec = execution.spec();
        return runs.computeIfAbsent(
                        FinishedRunCleaner.runOf(execution.action()), run -> known(run, spec.maxActionConcurrency))
                .enter(member(execution.action()));
    }

    private synchronized List<Member> leave(String run, String action) {
        RunSlots slots = runs.get(run);
        if (slots == null) {
            return List.of();
        }
        slots.leave(action);
        if (slots.isEmpty()) {
            runs.remove(run);
        }
        return slots.next();
    }

    private RunSlots known(String run, int limit) {
        RunSlots slots = new RunSlots(limit);
        cached.apply(run).stream()
                .map(statuses::latest)
                .filter(action ->
                        !statuses.isTerminal(action) && statuses.state(action).started())
                .map(RunConcurrency::member)
                .forEach(slots::add);
        return slots;
    }

    private static Member member(TaskAction action) {
        TaskActionSpec spec = action.getSpec();
        return new Member(
                spec.actionName,
                spec.parentActionName == null ? "" : spec.parentActionName,
                action.getMetadata().getName());
    }
}
