package org.flyte.executor.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionStatus;
import org.flyte.executor.config.ExecutorClock;
import org.flyte.executor.event.ActionEventPublisher;
import org.flyte.executor.plugin.StartException;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskPlugin;
import org.flyte.executor.reconcile.rule.ActionState;
import org.flyte.executor.reconcile.rule.Decision;
import org.flyte.executor.reconcile.rule.Decisions;
import org.flyte.executor.reconcile.rule.RetryPolicy;
import org.flyte.executor.reconcile.rule.Seen;
import org.flyte.executor.reconcile.rule.TimeLimits;
import org.flyte.idl.core.TaskTemplate;

/** Brings a task action one step further: observe, decide, act, write, tell (executor spec §3.1). */
@ApplicationScoped
class ReconcileTask {
    private final SpecCheck check;
    private final Templates templates;
    private final Plugins plugins;
    private final Policies policies;
    private final Observer observer;
    private final Outcomes outcomes;
    private final Decisions decisions;
    private final StatusWriter writer;
    private final ActionEventPublisher publisher;
    private final Clock clock;

    ReconcileTask(
            SpecCheck check,
            Templates templates,
            Plugins plugins,
            Policies policies,
            Observer observer,
            Outcomes outcomes,
            Decisions decisions,
            StatusWriter writer,
            ActionEventPublisher publisher,
            @ExecutorClock Clock clock) {
        this.check = check;
        this.templates = templates;
        this.plugins = plugins;
        this.policies = policies;
        this.observer = observer;
        this.outcomes = outcomes;
        this.decisions = decisions;
        this.writer = writer;
        this.publisher = publisher;
        this.clock = clock;
    }

    /**
     * How long until it must be looked at again; empty when an event will tell.
     *
     * @throws InvalidSpecException when its spec cannot be carried out
     */
    Optional<Duration> reconcile(TaskAction action) {
        check.check(action.getSpec());
        TaskTemplate template = templates.of(action.getSpec());
        TaskExecution execution = Executions.current(action, template);
        TaskPlugin plugin = plugins.of(action.getSpec().taskType);
        if (StatusView.isTerminal(action)) {
            publisher.offer(action, plugin.logs(execution));
            return Optional.empty();
        }
        return step(action, execution, plugin);
    }

    private Optional<Duration> step(TaskAction action, TaskExecution execution, TaskPlugin plugin) {
        ActionState state = StatusView.state(action);
        Decision decision = decide(execution, state, observer.observe(plugin, execution, state));
        if (decision.effect() == Decision.Effect.START) {
            decision = start(execution, plugin, state, decision);
        }
        if (decision.effect() == Decision.Effect.STOP) {
            plugin.stop(execution);
        }
        if (!decision.changesStatus()) {
            publisher.offer(action, plugin.logs(execution));
            return Waits.until(decision.lookAgainAt(), clock);
        }
        TaskActionStatus status = StatusChange.after(StatusView.status(action), execution, decision, clock.instant());
        Optional<TaskAction> written = writer.write(action, status);
        written.ifPresent(now -> publisher.offer(now, plugin.logs(execution)));
        return written.isPresent() ? Waits.until(decision.lookAgainAt(), clock) : Optional.of(Waits.AFTER_CONFLICT);
    }

    private Decision decide(TaskExecution execution, ActionState state, Seen seen) {
        RetryPolicy retries = policies.retries(execution.template().getMetadata());
        TimeLimits limits = policies.limits(execution.template().getMetadata());
        return decisions.decide(state, retries, limits, seen, clock.instant());
    }

    /** The decision itself when the start worked, else the one that follows from the refusal. */
    private Decision start(TaskExecution execution, TaskPlugin plugin, ActionState state, Decision decision) {
        try {
            if (execution.lost() > 0) {
                outcomes.clear(execution);
            }
            plugin.start(execution);
            return decision;
        } catch (StartException e) {
            Seen seen = e.failure() == null
                    ? new Seen.NoRoom(e.getMessage(), state.queuedAt())
                    : new Seen.Failed(e.failure());
            return decide(execution, state, seen);
        }
    }
}
