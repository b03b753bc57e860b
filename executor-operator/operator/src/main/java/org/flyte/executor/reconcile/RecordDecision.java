package org.flyte.executor.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.flyte.crd.TaskAction;
import org.flyte.executor.event.ActionEventPublisher;
import org.flyte.executor.kubernetesevent.KubernetesEvents;
import org.flyte.executor.plugin.Details;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.reconcile.rule.Decision;
import org.flyte.executor.reconcile.rule.Decision.Change;
import org.flyte.executor.reconcile.rule.Decision.Finish;
import org.flyte.executor.reconcile.rule.Decision.RetryAfter;
import org.flyte.executor.reconcile.rule.Findings;
import org.flyte.executor.reconcile.rule.Step;
import org.flyte.executor.reconcile.status.StatusStore;

/** Records a decision in the status and publishes the events that follow from it. */
@ApplicationScoped
class RecordDecision {
    /** Somebody else changed the object; the next reconcile decides on its new status. */
    static final Duration AFTER_CONFLICT = Duration.ofMillis(50);

    private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);

    private final StatusStore statuses;
    private final ActionEventPublisher publisher;
    private final ExecutionStates states;
    private final CachedResults cache;
    private final PluginDetails details;
    private final ReleaseAction release;
    private final KubernetesEvents kubernetesEvents;
    private final Clock clock;

    RecordDecision(
            StatusStore statuses,
            ActionEventPublisher publisher,
            ExecutionStates states,
            CachedResults cache,
            PluginDetails details,
            ReleaseAction release,
            KubernetesEvents kubernetesEvents,
            Clock clock) {
        this.statuses = statuses;
        this.publisher = publisher;
        this.states = states;
        this.cache = cache;
        this.details = details;
        this.release = release;
        this.kubernetesEvents = kubernetesEvents;
        this.clock = clock;
    }

    /**
     * How long until the action must be reconciled again; empty when only an event can change anything.
     *
     * @param stop called when it is recorded that the try has ended
     */
    Optional<Duration> execute(ResolvedExecution task, Decision decision, Runnable stop) {
        TaskExecution execution = task.execution();
        Findings findings = new Findings(cache.finding(execution), details.of(execution), task.primaryPod());
        if (!(decision instanceof Change change)) {
            return unchanged(task, decision, findings);
        }
        Optional<TaskAction> written = statuses.write(execution, change, findings);
        if (written.isEmpty()) {
            return Optional.of(AFTER_CONFLICT);
        }
        states.forget(execution);
        if (change instanceof Finish) {
            release.execute(execution);
        }
        new ActionLog(execution).changed(change);
        for (Step step : change.steps()) {
            if (step.failure() != null) {
                kubernetesEvents.failed(written.get(), step.attempt(), step.failure());
            }
        }
        publisher.offer(written.get(), task.logs());
        if (change instanceof Finish || change instanceof RetryAfter) {
            stop.run();
        }
        return waitFor(decision);
    }

    /** The phase stays; what the plugin has reported with it may be new. */
    private Optional<Duration> unchanged(ResolvedExecution task, Decision decision, Findings findings) {
        Optional<TaskAction> written = findings.details().equals(Details.NONE)
                ? Optional.of(task.action())
                : statuses.write(task.execution(), findings);
        if (written.isEmpty()) {
            return Optional.of(AFTER_CONFLICT);
        }
        publisher.offer(written.get(), task.logs());
        return waitFor(decision);
    }

    private Optional<Duration> waitFor(Decision decision) {
        Instant time = decision.lookAgainAt();
        if (time == null) {
            return Optional.empty();
        }
        Duration left = Duration.between(clock.instant(), time);
        return Optional.of(left.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : left);
    }
}
