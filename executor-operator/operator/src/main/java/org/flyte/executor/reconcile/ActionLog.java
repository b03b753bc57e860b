package org.flyte.executor.reconcile;

import org.flyte.executor.api.TryLogContext;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.reconcile.rule.Decision.Change;
import org.flyte.executor.reconcile.rule.Decision.Finish;
import org.flyte.executor.reconcile.rule.Step;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.model.ActionPhases;
import org.flyte.platform.runtime.LogContext;
import org.flyte.platform.runtime.LogKey;
import org.jboss.logging.Logger;

/** Logs what has become of an action. */
record ActionLog(TaskExecution execution) {
    private static final Logger LOG = Logger.getLogger(ActionLog.class);

    /** The attempts and the action that have ended with a recorded change. */
    void changed(Change change) {
        for (Step step : change.steps()) {
            if (ActionPhases.isTerminal(step.phase())) {
                log("attempt ended", step.attempt(), step.phase(), step.failure());
            }
        }
        if (change instanceof Finish finish) {
            actionEnded(finish.end().phase(), finish.failure());
        }
    }

    /**
     * The action has ended.
     *
     * @param failure null when it did not fail
     */
    void actionEnded(ActionPhase phase, Failure failure) {
        log("action ended", execution.attempt(), phase, failure);
    }

    private void log(String message, int attempt, ActionPhase phase, Failure failure) {
        LogContext context = TryLogContext.of(execution).with(LogKey.ATTEMPT, attempt);
        if (failure != null) {
            context = context.with(LogKey.CAUSE, failure.summary());
        }
        try (LogContext.Scope _ = context.enter()) {
            LOG.infof("%s: phase=%s", message, ActionPhases.shortName(phase));
        }
    }
}
