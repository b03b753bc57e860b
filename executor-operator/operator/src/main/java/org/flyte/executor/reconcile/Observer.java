package org.flyte.executor.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.reconcile.rule.ExecutionState;
import org.flyte.executor.reconcile.rule.Observation;
import org.flyte.idl.common.ActionPhase;

/** Observes the object of the current try, and its files once it has ended. */
@ApplicationScoped
class Observer {
    /** How long a terminating pod may take too long; on a node that is gone it never ends. */
    private static final Duration OVERDUE = Duration.ofSeconds(60);

    /** How soon to look again for a try that exists by the answer of its plugin, and that nothing is known of yet. */
    private static final Duration RECHECK_EXISTING = Duration.ofSeconds(2);

    private final Outcomes outcomes;
    private final CachedResults cache;
    private final Admissions admissions;
    private final PluginDetails details;
    private final TaskLinks links;
    private final Clock clock;

    Observer(
            Outcomes outcomes,
            CachedResults cache,
            Admissions admissions,
            PluginDetails details,
            TaskLinks links,
            Clock clock) {
        this.outcomes = outcomes;
        this.cache = cache;
        this.admissions = admissions;
        this.details = details;
        this.links = links;
        this.clock = clock;
    }

    Observation observe(ResolvedExecution task, ExecutionState state) {
        TaskExecution execution = task.execution();
        Optional<Report> report = task.plugin().observe(execution);
        if (report.isEmpty() && state.wasSeen()) {
            report = task.plugin().observeLive(execution);
        }
        return report.map(found -> observation(task, found)).orElseGet(Observation.Absent::new);
    }

    /** Of a try that was started before, so that it is not absent. */
    Observation observeExisting(ResolvedExecution task) {
        TaskExecution execution = task.execution();
        return task.plugin()
                .observe(execution)
                .or(() -> task.plugin().observeLive(execution))
                .map(found -> observation(task, found))
                .orElseGet(() -> new Observation.Starting(clock.instant().plus(RECHECK_EXISTING)));
    }

    private Observation observation(ResolvedExecution task, Report report) {
        TaskExecution execution = task.execution();
        details.reported(execution, links.addTo(report.details(), execution, task.primaryPod()));
        if (report.isOver()) {
            return cache.stored(execution, admissions.outcome(execution, () -> outcomes.of(execution, report)));
        }
        cache.running(execution);
        return switch (report) {
            case Report.Leaving leaving ->
                new Observation.Terminating(leaving.until().plus(OVERDUE));
            case Report.Active active ->
                new Observation.Active(phase(active.phase()), active.reason(), active.since(), active.checkAt());
            case Report.Completed _, Report.Failed _ -> throw new IllegalArgumentException("the try is over");
        };
    }

    private static ActionPhase phase(Report.Phase phase) {
        return switch (phase) {
            case QUEUED -> ActionPhase.ACTION_PHASE_QUEUED;
            case WAITING -> ActionPhase.ACTION_PHASE_WAITING_FOR_RESOURCES;
            case INITIALIZING -> ActionPhase.ACTION_PHASE_INITIALIZING;
            case RUNNING -> ActionPhase.ACTION_PHASE_RUNNING;
        };
    }
}
