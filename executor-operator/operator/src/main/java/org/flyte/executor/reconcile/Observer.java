package org.flyte.executor.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.flyte.executor.plugin.PluginReport;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.reconcile.rule.ExecutionState;
import org.flyte.executor.reconcile.rule.Observation;
import org.flyte.idl.common.ActionPhase;

/** Observes the object of the current try, and its files once it has ended. */
@ApplicationScoped
class Observer {
    /** How long a terminating pod may take too long; on a node that is gone it never ends. */
    private static final Duration OVERDUE = Duration.ofSeconds(60);

    private final Outcomes outcomes;
    private final CachedResults cache;
    private final Admissions admissions;

    Observer(Outcomes outcomes, CachedResults cache, Admissions admissions) {
        this.outcomes = outcomes;
        this.cache = cache;
        this.admissions = admissions;
    }

    Observation observe(ResolvedExecution task, ExecutionState state) {
        TaskExecution execution = task.execution();
        Optional<PluginReport> report = task.plugin().observe(execution);
        if (report.isEmpty() && state.wasSeen()) {
            report = task.plugin().observeLive(execution);
        }
        return report.map(found -> observation(execution, found)).orElseGet(Observation.Absent::new);
    }

    private Observation observation(TaskExecution execution, PluginReport report) {
        if (report.phase().isOver()) {
            return cache.stored(execution, admissions.outcome(execution, () -> outcomes.of(execution, report)));
        }
        cache.running(execution);
        if (report.terminatingUntil() != null) {
            return new Observation.Terminating(report.terminatingUntil().plus(OVERDUE));
        }
        Instant since = report.runningSince() == null ? report.since() : report.runningSince();
        return new Observation.Active(phase(report.phase()), report.reason(), since, report.checkAt());
    }

    private static ActionPhase phase(PluginReport.Phase phase) {
        return switch (phase) {
            case QUEUED -> ActionPhase.ACTION_PHASE_QUEUED;
            case WAITING -> ActionPhase.ACTION_PHASE_WAITING_FOR_RESOURCES;
            case INITIALIZING -> ActionPhase.ACTION_PHASE_INITIALIZING;
            case RUNNING -> ActionPhase.ACTION_PHASE_RUNNING;
            case COMPLETED, CRASHED, FAILED -> throw new IllegalArgumentException(phase + " is over");
        };
    }
}
