package org.flyte.executor.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.executor.reconcile.rule.Decision;
import org.flyte.executor.reconcile.rule.Decisions;
import org.flyte.executor.reconcile.rule.ExecutionState;
import org.flyte.executor.reconcile.rule.Observation;

/** Decides what to do next about a task, with the retries and limits that it asks for. */
@ApplicationScoped
class DecideTask {
    private final Decisions decisions;
    private final Policies policies;
    private final Clock clock;

    DecideTask(ExecutorConfig config, Policies policies, Clock clock) {
        this.decisions = new Decisions(config.settle(), config.runningSettle());
        this.policies = policies;
        this.clock = clock;
    }

    Decision execute(ResolvedExecution task, ExecutionState state, Observation observation) {
        return decisions.decide(
                state,
                policies.retries(task.metadata()),
                policies.limits(task.metadata()),
                observation,
                clock.instant());
    }
}
