package org.flyte.executor.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import org.flyte.executor.plugin.PluginReport;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskPlugin;
import org.flyte.executor.reconcile.rule.ActionState;
import org.flyte.executor.reconcile.rule.Seen;
import org.flyte.idl.common.ActionPhase;

/** Looks at the object of the current try, and at its files once it is over. */
@ApplicationScoped
class Observer {
    /** A pod on a node that is gone never ends by itself. */
    private static final Duration OVERDUE = Duration.ofSeconds(60);

    private final Outcomes outcomes;

    Observer(Outcomes outcomes) {
        this.outcomes = outcomes;
    }

    Seen observe(TaskPlugin plugin, TaskExecution execution, ActionState state) {
        Optional<PluginReport> report = plugin.observe(execution);
        if (report.isEmpty() && state.started()) {
            report = plugin.observeLive(execution);
        }
        return report.map(found -> seen(execution, found)).orElseGet(Seen.Absent::new);
    }

    private Seen seen(TaskExecution execution, PluginReport report) {
        if (report.phase().isOver()) {
            return outcomes.of(execution, report);
        }
        if (report.leavingUntil() != null) {
            return new Seen.Leaving(report.leavingUntil().plus(OVERDUE));
        }
        return new Seen.Active(phase(report.phase()), report.reason(), report.since(), report.checkAt());
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
