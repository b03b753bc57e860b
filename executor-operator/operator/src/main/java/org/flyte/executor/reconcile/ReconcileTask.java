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
    /** An object that ended between the answer to its creation and its place in the cache may wake nobody. */
    private static final Duration RECHECK_STARTED = Duration.ofSeconds(30);

    /** While plugins find out what they carry out. */
    private static final Duration RECHECK_PLUGIN = Duration.ofSeconds(2);

    private final ResolveExecution resolve;
    private final ExecutionStates states;
    private final Observer observer;
    private final DecideTask decide;
    private final StartTask start;
    private final RecordDecision record;
    private final StopTry stop;

    ReconcileTask(
            ResolveExecution resolve,
            ExecutionStates states,
            Observer observer,
            DecideTask decide,
            StartTask start,
            RecordDecision record,
            StopTry stop) {
        this.resolve = resolve;
        this.states = states;
        this.observer = observer;
        this.decide = decide;
        this.start = start;
        this.record = record;
        this.stop = stop;
    }

    /**
     * How long until the action must be reconciled again; empty when only an event can change anything.
     *
     * @throws InvalidSpecException when its spec cannot be carried out
     */
    Optional<Duration> execute(TaskAction action) {
        if (states.isTerminal(action)) {
            ResolvedExecution ended = resolve.ofEnded(action);
            stop.leftovers(ended, false);
            return record(ended, Wait.FOR_EVENT);
        }
        ResolvedExecution task = resolve.execute(action);
        ExecutionState state = states.of(task.execution());
        if (task.waitsFor().isPresent()) {
            return waitForPlugin(task, state, task.waitsFor().get());
        }
        stop.leftovers(task, true);
        Observation observation = observer.observe(task, state);
        return act(task, states.after(task.execution(), state, observation), observation);
    }

    /** Time limits hold meanwhile. Of a try that was started nothing is known. */
    private Optional<Duration> waitForPlugin(ResolvedExecution task, ExecutionState state, String reason) {
        Observation observation = state.wasSeen()
                ? new Observation.Starting(null)
                : new Observation.NotYet(reason, state.times().queuedAt());
        return record(task, decide.execute(task, state, observation))
                .filter(wait -> wait.compareTo(RECHECK_PLUGIN) < 0)
                .or(() -> Optional.of(RECHECK_PLUGIN));
    }

    private Optional<Duration> act(ResolvedExecution task, ExecutionState state, Observation observation) {
        Decision decision = decide.execute(task, state, observation);
        return switch (decision) {
            case Wait _, Advance _, RetryAfter _, Finish _ -> record(task, decision);
            case Start _ ->
                start.execute(task, state)
                        .map(obstacle -> act(task, state, obstacle))
                        .orElseGet(() -> record(task, decision).or(() -> Optional.of(RECHECK_STARTED)));
        };
    }

    private Optional<Duration> record(ResolvedExecution task, Decision decision) {
        return record.execute(task, decision, () -> stop.execute(task));
    }
}
