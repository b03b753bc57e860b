package org.flyte.executor.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import org.flyte.crd.TaskAction;
import org.flyte.executor.reconcile.rule.Decision;
import org.flyte.executor.reconcile.rule.Decision.Advance;
import org.flyte.executor.reconcile.rule.Decision.Finish;
import org.flyte.executor.reconcile.rule.Decision.RetryAfter;
import org.flyte.executor.reconcile.rule.Decision.Start;
import org.flyte.executor.reconcile.rule.Decision.Wait;
import org.flyte.executor.reconcile.rule.ExecutionState;
import org.flyte.executor.reconcile.rule.Observation;

/** Brings a task one step further: resolve, observe, decide, act, record. */
@ApplicationScoped
class ReconcileTask {
    private final ResolveExecution resolve;
    private final ExecutionStates states;
    private final Observer observer;
    private final DecideTask decide;
    private final StartTask start;
    private final RecordDecision record;

    ReconcileTask(
            ResolveExecution resolve,
            ExecutionStates states,
            Observer observer,
            DecideTask decide,
            StartTask start,
            RecordDecision record) {
        this.resolve = resolve;
        this.states = states;
        this.observer = observer;
        this.decide = decide;
        this.start = start;
        this.record = record;
    }

    /**
     * How long until the action must be reconciled again; empty when only an event can change anything.
     *
     * @throws InvalidSpecException when its spec cannot be carried out
     */
    Optional<Duration> execute(TaskAction action) {
        if (states.isTerminal(action)) {
            return record(resolve.ofEnded(action), Wait.FOR_EVENT);
        }
        ResolvedExecution task = resolve.execute(action);
        ExecutionState state = states.of(task.execution());
        Observation observation = observer.observe(task, state);
        return act(task, states.after(task.execution(), state, observation), observation);
    }

    private Optional<Duration> act(ResolvedExecution task, ExecutionState state, Observation observation) {
        Decision decision = decide.execute(task, state, observation);
        return switch (decision) {
            case Wait _, Advance _ -> record(task, decision);
            case Start _ ->
                start.execute(task, state)
                        .map(obstacle -> act(task, state, obstacle))
                        .orElseGet(() -> record(task, decision));
            case RetryAfter _, Finish _ -> {
                task.stop();
                yield record(task, decision);
            }
        };
    }

    private Optional<Duration> record(ResolvedExecution task, Decision decision) {
        return record.execute(task.execution(), decision, task::logs);
    }
}
